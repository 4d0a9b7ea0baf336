/**
 * Prints `N passed, N failed`, summed from the counts of the test runners, and fails where a test failed.
 * Usage: node count.mjs <folder with jest.json and act.log, either of which may be missing>
 */
import { existsSync, readFileSync } from 'node:fs'

const folder = process.argv[2]
const read = (name) => (existsSync(`${folder}/${name}`) ? readFileSync(`${folder}/${name}`, 'utf8') : '')

const jest = JSON.parse(read('jest.json') || '{}')
// act ends every job with such a line; what the jobs print themselves stands after a bar.
const jobs = [...read('act.log').matchAll(/^\[[^\]]+\] +🏁 +Job (succeeded|failed)$/gmu)].map(
  ([, result]) => result,
)

const passed = (jest.numPassedTests ?? 0) + jobs.filter((result) => result === 'succeeded').length
// A test file that cannot even start holds no tests, and counts as one that failed.
const failed =
  (jest.numFailedTests ?? 0) +
  (jest.numRuntimeErrorTestSuites ?? 0) +
  jobs.filter((result) => result === 'failed').length

console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
