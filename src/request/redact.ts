import type { RunTaskCommandInput } from '@aws-sdk/client-ecs'

/** The request as it may be shown: of the environment only the names. */
export function redactRequest(request: RunTaskCommandInput): RunTaskCommandInput {
  const containers = request.overrides?.containerOverrides
  if (containers === undefined) return request
  return {
    ...request,
    overrides: {
      ...request.overrides,
      containerOverrides: containers.map(({ environment, ...rest }) => ({
        ...rest,
        ...(environment && { environment: environment.map(({ name }) => ({ name })) }),
      })),
    },
  }
}
