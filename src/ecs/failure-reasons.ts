import { explainCall, type Meaning } from './meanings.js'

/** Reasons in `failures[]` of RunTask: no exception, and no task either. Source: "API failure reasons" of the developer guide. */
const FAILURES: readonly { readonly when: RegExp; readonly meaning: Meaning }[] = [
  {
    when: /^RESOURCE:CPU/i,
    meaning: { retry: 'capacity', means: 'No container instance has enough CPU units left.' },
  },
  {
    when: /^RESOURCE:MEMORY/i,
    meaning: { retry: 'capacity', means: 'No container instance has enough memory left.' },
  },
  {
    when: /^RESOURCE:PORTS/i,
    meaning: { retry: 'capacity', means: 'A port the task needs is in use on every container instance.' },
  },
  {
    when: /^RESOURCE:ENI/i,
    meaning: { retry: 'capacity', means: 'No container instance can take another network interface.' },
  },
  {
    when: /^RESOURCE:GPU/i,
    meaning: {
      retry: 'capacity',
      means: 'No container instance has a free GPU.',
      cure: 'Check that the cluster has GPU instances at all.',
    },
  },
  {
    when: /^RESOURCE:/i,
    meaning: { retry: 'capacity', means: 'No container instance has enough of this left.' },
  },
  {
    when: /^AGENT$/i,
    meaning: { retry: 'capacity', means: 'The ECS agent of the container instance is not connected.' },
  },
  {
    when: /no active instances/i,
    meaning: { retry: 'capacity', means: 'No container instance of the cluster is active.' },
  },
  {
    when: /empty capacity provider/i,
    meaning: { retry: 'capacity', means: 'The capacity provider has no instances yet.' },
  },
  {
    when: /^LOCATION$/i,
    meaning: {
      retry: 'never',
      means: 'The container instances are in other availability zones than the subnets.',
      cure: 'Give subnets in the zones of the instances.',
    },
  },
  {
    when: /^ATTRIBUTE/i,
    meaning: {
      retry: 'never',
      means: 'No container instance has an attribute that the task definition requires.',
      cure: 'Compare requiresAttributes of the task definition with the attributes of the instances.',
    },
  },
  {
    when: /placement constraint/i,
    meaning: {
      retry: 'never',
      means: 'No container instance satisfies the placement constraints.',
      cure: 'Check placement-constraints.',
    },
  },
  {
    when: /^(MISSING|INACTIVE)$/i,
    meaning: { retry: 'never', means: 'The container instance is unknown to ECS, or no longer active.' },
  },
]

/** What a reason in `failures[]` means. Some of them are texts that other calls answer as exceptions. */
export function explainFailure(reason: string): Meaning {
  const row = FAILURES.find(({ when }) => when.test(reason))
  return row?.meaning ?? explainCall({ operation: 'RunTask', service: 'ecs', name: '', message: reason })
}
