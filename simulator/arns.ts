import type { Account } from './model.ts'

/** An ECS ARN in the account's Region; `resource` is such as `task/default/0123`. */
export function ecsArn(account: Account, resource: string): string {
  return `arn:aws:ecs:${account.region}:${account.id}:${resource}`
}

/** The last segment of an ARN, or the text itself where it is a plain name. */
export function shortName(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1)
}
