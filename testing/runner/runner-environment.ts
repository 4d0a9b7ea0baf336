import { join } from 'node:path'
import { writeFileSync } from 'node:fs'

const RUNNER_OS: Partial<Record<NodeJS.Platform, string>> = { darwin: 'macOS', win32: 'Windows' }

/**
 * What a job's environment holds on a runner, with nothing of the machine that the tests run on but the path and
 * whatever the system itself needs: no AWS profile, no proxy.
 * @param temp a folder that only this step uses
 */
export function runnerEnvironment(temp: string, isDebug: boolean): Record<string, string> {
  const eventPath = join(temp, 'event.json')
  writeFileSync(eventPath, '{}')
  return {
    PATH: process.env['PATH'] ?? '',
    ...(process.env['SystemRoot'] === undefined ? {} : { SystemRoot: process.env['SystemRoot'] }),
    HOME: temp,
    CI: 'true',
    GITHUB_ACTION: '__self',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'octocat',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: eventPath,
    GITHUB_GRAPHQL_URL: 'https://api.github.com/graphql',
    GITHUB_JOB: 'nightly',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REF_NAME: 'main',
    GITHUB_REPOSITORY: 'octo-org/warehouse',
    GITHUB_REPOSITORY_OWNER: 'octo-org',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '4711',
    GITHUB_RUN_NUMBER: '42',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: 'ffac537e6cbbf934b08745a378932722df287a53',
    GITHUB_WORKFLOW: 'nightly',
    GITHUB_WORKSPACE: temp,
    RUNNER_ARCH: process.arch.toUpperCase(),
    RUNNER_NAME: 'runner-1',
    RUNNER_OS: RUNNER_OS[process.platform] ?? 'Linux',
    RUNNER_TEMP: temp,
    ...(isDebug ? { RUNNER_DEBUG: '1' } : {}),
  }
}

/** Credentials as an earlier step would have left them, and the simulator in the place of AWS. */
export function awsEnvironment(url: string): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: url,
  }
}
