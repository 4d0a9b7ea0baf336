import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { asAwsError } from '../ecs/aws-error.js'
import { clientSettings, type CredentialsProvider } from '../ecs/client-settings.js'
import { renewExpired } from '../ecs/credentials/renewal.js'
import type { UsageSource } from './usage-source.js'

/** Loaded only if usage is requested. */
const loadSdk = async () =>
  import(/* webpackChunkName: "cloudwatch-logs" */ '@aws-sdk/client-cloudwatch-logs')

/** Reads the performance events of one Region. */
export function openUsageSource(region: string, credentials: CredentialsProvider): UsageSource {
  let client: Promise<CloudWatchLogsClient> | undefined
  const ask = async <Answer>(
    operation: string,
    send: (client: CloudWatchLogsClient, sdk: Awaited<ReturnType<typeof loadSdk>>) => Promise<Answer>,
  ): Promise<Answer> => {
    client ??= createClient(region, credentials)
    try {
      return await send(await client, await loadSdk())
    } catch (error) {
      throw asAwsError(operation, error, { service: 'logs' })
    }
  }
  return {
    filterEvents: async ({ group, pattern, startTime, limit, token }, abortSignal) =>
      ask('FilterLogEvents', async (logs, { FilterLogEventsCommand }) => {
        const { events = [], nextToken } = await logs.send(
          new FilterLogEventsCommand({
            logGroupName: group,
            startTime,
            ...(pattern !== undefined && { filterPattern: pattern }),
            ...(limit !== undefined && { limit }),
            ...(token !== undefined && { nextToken: token }),
          }),
          { abortSignal },
        )
        return {
          events: events.map(({ message = '', timestamp = 0 }) => ({ message, at: timestamp })),
          token: nextToken,
        }
      }),
    startQuery: async ({ group, query, from, to }, abortSignal) =>
      ask('StartQuery', async (logs, { StartQueryCommand }) => {
        const { queryId = '' } = await logs.send(
          new StartQueryCommand({ logGroupName: group, queryString: query, startTime: from, endTime: to }),
          { abortSignal },
        )
        return queryId
      }),
    queryResults: async (queryId, abortSignal) =>
      ask('GetQueryResults', async (logs, { GetQueryResultsCommand }) => {
        const { status = 'Unknown', results = [] } = await logs.send(
          new GetQueryResultsCommand({ queryId }),
          {
            abortSignal,
          },
        )
        return { status, rows: results }
      }),
    stopQuery: async (queryId, abortSignal) =>
      ask('StopQuery', async (logs, { StopQueryCommand }) => {
        await logs.send(new StopQueryCommand({ queryId }), { abortSignal })
      }),
  }
}

async function createClient(region: string, credentials: CredentialsProvider): Promise<CloudWatchLogsClient> {
  const { CloudWatchLogsClient } = await loadSdk()
  const client = new CloudWatchLogsClient(clientSettings({ region, credentials }))
  client.middlewareStack.use(renewExpired(client.config.credentials))
  return client
}
