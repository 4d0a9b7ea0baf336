/** Where the task will run, as far as the request says it. */
export interface LaunchTarget {
  readonly launchType?: 'FARGATE' | 'EC2' | 'EXTERNAL' | 'MANAGED_INSTANCES'
  /** Names of the capacity providers in the strategy of the request; empty where none is given. */
  readonly capacityProviders: readonly string[]
  readonly platformVersion?: string
}
