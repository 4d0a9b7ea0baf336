import type { InputReader } from './input-reader.js'

/** ARNs of one input. */
export interface WrittenArns {
  readonly where: string
  /** Text that is not an ARN is skipped. */
  readonly arns: readonly (string | undefined)[]
}

interface Arn {
  readonly partition: string
  /** Empty in an IAM ARN. */
  readonly region: string
  readonly account: string
  /** The name of the cluster, where the ARN has one. */
  readonly cluster?: string
}

interface Reference {
  readonly value: string
  /** The input or variable that names the place. */
  readonly from: string
}

/**
 * A step works in one Region, account, partition and cluster. Reports each input with an ARN of another one, before AWS
 * answers "Invalid Region in ARN" or denies access. Without a Region or a role to compare with, the first ARN is the
 * reference.
 */
export function checkOnePlace(
  reading: InputReader,
  given: {
    readonly region?: Reference | undefined
    readonly cluster?: string | undefined
    readonly inputs: readonly WrittenArns[]
  },
): void {
  const inputs = given.inputs.flatMap(({ where, arns }) => {
    const found = arns.flatMap((arn) => parse(arn) ?? [])
    return found.length > 0 ? [{ where, found }] : []
  })
  const first = (pick: (arn: Arn) => string | undefined): Reference | undefined =>
    inputs.flatMap(({ where, found }) => {
      const value = pick(found[0] ?? NO_ARN)
      return value ? [{ value, from: where }] : []
    })[0]
  const region = given.region ?? first((arn) => arn.region)
  const partition = region
    ? { value: partitionOf(region.value), from: region.from }
    : first((arn) => arn.partition)
  const account = first((arn) => arn.account)
  const isPlain = given.cluster !== undefined && !given.cluster.startsWith('arn:')
  const cluster = isPlain ? { value: given.cluster, from: 'cluster' } : first((arn) => arn.cluster)

  for (const { where, found } of inputs) {
    const differing = (pick: (arn: Arn) => string | undefined, reference: Reference | undefined) =>
      found.map(pick).find((value) => value && reference && value !== reference.value)
    const report = (rule: string, message: string, advice: string): void => {
      reading.report({ rule, where, message, advice })
    }
    const otherPartition = differing((arn) => arn.partition, partition)
    const otherRegion = differing((arn) => arn.region, region)
    const otherAccount = differing((arn) => arn.account, account)
    const otherCluster = differing((arn) => arn.cluster, cluster)
    if (region && otherRegion !== undefined) {
      const message = `${where} is in the Region ${otherRegion}, and the step works in ${region.value} (${region.from})`
      report('arn-region', message, `Write  aws-region: ${otherRegion}, or an ARN of ${region.value}.`)
    } else if (partition && otherPartition !== undefined) {
      const message = `${where} is in the partition ${otherPartition}, and ${region?.value ?? partition.from} is in ${partition.value}`
      report('arn-partition', message, `An ARN there starts with  arn:${partition.value}:`)
    } else if (account && otherAccount !== undefined) {
      const message = `${where} is in the account ${otherAccount}, and ${account.from} in ${account.value}`
      report('arn-account', message, 'Write both of one account: ECS runs nothing across accounts.')
    } else if (cluster && otherCluster !== undefined) {
      const other = cluster.from === 'cluster' ? 'cluster is' : `${cluster.from} is of`
      const message = `${where} is of the cluster ${otherCluster}, and ${other} ${cluster.value}`
      report('arn-cluster', message, `Write  cluster: ${otherCluster}, or an ARN of ${cluster.value}.`)
    }
  }
}

const NO_ARN: Arn = { partition: '', region: '', account: '' }

function parse(text: string | undefined): Arn | undefined {
  const match = /^arn:([\w-]+):(?:ecs|iam):([a-z\d-]*):(\d{12}):([\w-]+)\/(.+)$/.exec(text ?? '')
  const [, partition, region, account, kind, rest = ''] = match ?? []
  if (partition === undefined || region === undefined || account === undefined) return undefined
  const [name, ...below] = rest.split('/')
  const hasCluster = kind === 'cluster' || ((kind === 'task' || kind === 'service') && below.length > 0)
  return { partition, region, account, ...(hasCluster && name !== undefined && { cluster: name }) }
}

/** The partitions other than `aws`, by the prefix of their Region names. */
const PARTITIONS = {
  'cn-': 'aws-cn',
  'us-gov-': 'aws-us-gov',
  'us-iso-': 'aws-iso',
  'us-isob-': 'aws-iso-b',
  'eu-isoe-': 'aws-iso-e',
  'us-isof-': 'aws-iso-f',
  'eusc-': 'aws-eusc',
}

function partitionOf(region: string): string {
  return Object.entries(PARTITIONS).find(([start]) => region.startsWith(start))?.[1] ?? 'aws'
}
