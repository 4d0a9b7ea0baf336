/** What is missing, and the fix. */
export interface UsageExplanation {
  readonly message: string
  readonly advice: string
}

/** For a cluster without Container Insights. */
export function turnOnInsights(clusterName: string): UsageExplanation {
  return {
    message: `The cluster ${clusterName} has no log group of Container Insights: its tasks are not measured.`,
    advice: `Turn it on (docs/sizing.md says what it costs):  aws ecs update-cluster-settings --cluster ${clusterName} --settings name=containerInsights,value=enabled`,
  }
}

/** The error message, with the log group in place of `"Resource": "*"` in its policy statement. */
export function describeRefusal(message: string, clusterName: string): string {
  return message.replaceAll(
    '"Resource": "*"',
    /logs:(?:FilterLogEvents|StartQuery)/.test(message)
      ? `"Resource": "arn:aws:logs:*:*:log-group:/aws/ecs/containerinsights/${clusterName}/performance:*"`
      : '"Resource": "*"',
  )
}
