import { explainError } from './explain-error.js'
import { type ErrorExplanation } from './error-explanation.js'

/** Reasons in `failures[]` of RunTask: the call succeeded and no task started. Source: "API failure reasons" of the developer guide. */
const FAILURES: readonly { readonly when: RegExp; readonly meaning: ErrorExplanation }[] = [
  {
    when: /^RESOURCE:CPU/i,
    meaning: { retry: 'capacity', cause: 'No container instance has enough CPU units left.' },
  },
  {
    when: /^RESOURCE:MEMORY/i,
    meaning: { retry: 'capacity', cause: 'No container instance has enough memory left.' },
  },
  {
    when: /^RESOURCE:PORTS/i,
    meaning: { retry: 'capacity', cause: 'A port the task needs is in use on every container instance.' },
  },
  {
    when: /^RESOURCE:ENI/i,
    meaning: { retry: 'capacity', cause: 'No container instance can take another network interface.' },
  },
  {
    when: /^RESOURCE:GPU/i,
    meaning: {
      retry: 'capacity',
      cause: 'No container instance has a free GPU.',
      fix: 'Check that the cluster has GPU instances at all.',
    },
  },
  {
    when: /^RESOURCE:/i,
    meaning: { retry: 'capacity', cause: 'No container instance has enough of this left.' },
  },
  {
    when: /^AGENT$/i,
    meaning: { retry: 'capacity', cause: 'The ECS agent of the container instance is not connected.' },
  },
  {
    when: /no active instances/i,
    meaning: { retry: 'capacity', cause: 'No container instance of the cluster is active.' },
  },
  {
    when: /empty capacity provider/i,
    meaning: { retry: 'capacity', cause: 'The capacity provider has no instances yet.' },
  },
  {
    when: /^LOCATION$/i,
    meaning: {
      retry: 'never',
      cause: 'The container instances are in other availability zones than the subnets.',
      fix: 'Give subnets in the zones of the instances.',
    },
  },
  {
    when: /^ATTRIBUTE/i,
    meaning: {
      retry: 'never',
      cause: 'No container instance has an attribute that the task definition requires.',
      fix: 'Compare requiresAttributes of the task definition with the attributes of the instances.',
    },
  },
  {
    when: /placement constraint/i,
    meaning: {
      retry: 'never',
      cause: 'No container instance satisfies the placement constraints.',
      fix: 'Check placement-constraints.',
    },
  },
  {
    when: /^(MISSING|INACTIVE)$/i,
    meaning: { retry: 'never', cause: 'The container instance is unknown to ECS, or no longer active.' },
  },
]

/** Explains a reason in `failures[]`. Some reasons are texts that other calls return as exceptions. */
export function explainFailure(reason: string): ErrorExplanation {
  const row = FAILURES.find(({ when }) => when.test(reason))
  return row?.meaning ?? explainError({ operation: 'RunTask', service: 'ecs', name: '', message: reason })
}
