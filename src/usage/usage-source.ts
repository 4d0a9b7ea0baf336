import type { ResultField } from './insights-query.js'

/** Calls that read the log group of Container Insights. Each throws an `AwsError`. */
export interface UsageSource {
  /** One page of the events that match a filter pattern, oldest first. */
  readonly filterEvents: (
    request: {
      readonly group: string
      /** Absent for every event. */
      readonly pattern?: string
      /** Epoch milliseconds. */
      readonly startTime: number
      readonly limit?: number
      readonly token?: string | undefined
    },
    signal: AbortSignal,
  ) => Promise<{
    readonly events: readonly { readonly message: string; readonly at: number }[]
    readonly token?: string | undefined
  }>
  /** Starts a query of Logs Insights and returns its id. */
  readonly startQuery: (
    /** Epoch seconds. */
    request: { readonly group: string; readonly from: number; readonly to: number; readonly query: string },
    signal: AbortSignal,
  ) => Promise<string>
  readonly queryResults: (
    queryId: string,
    signal: AbortSignal,
  ) => Promise<{ readonly status: string; readonly rows: readonly (readonly ResultField[])[] }>
  readonly stopQuery: (queryId: string, signal: AbortSignal) => Promise<void>
}
