import { expect, matching, quote, type Parser } from './scalars.js'

// `aws`, `aws-cn`, `aws-us-gov` and future partitions.
const PARTITION = 'aws[a-z-]*'
const REGION = '[a-z]{2,}(?:-[a-z]+)+-\\d+'
const ECS_ARN = `arn:${PARTITION}:ecs:${REGION}:\\d{12}`
const IAM_ARN = `arn:${PARTITION}:iam::\\d{12}`
// Names of families, clusters, services and containers in the API: up to 255 letters, numbers, underscores and hyphens.
const NAME = '[A-Za-z0-9_-]{1,255}'
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
const ROLE_NAME = '[\\w+=,.@-]{1,64}'
const ROLE_ARN = `${IAM_ARN}:role/(?:[\\x21-\\x7e]+/)?${ROLE_NAME}`

export const taskDefinition = matching(
  new RegExp(`^(?:${ECS_ARN}:task-definition/)?${NAME}(?::\\d+)?$`),
  'a family (nightly-etl), a family and revision (nightly-etl:42) or the full ARN of a task definition',
  (text) => {
    const [, family] = /^([\w-]+):latest$/i.exec(text) ?? []
    if (family !== undefined) return `Write ${family}: a family alone is its latest ACTIVE revision.`
    const [, name, revision] = /\/task-definitions\/([\w-]+)\/(\d+)/.exec(text) ?? []
    return name && revision && `Write ${name}:${revision}`
  },
)

export const cluster = matching(
  new RegExp(`^(?:${ECS_ARN}:cluster/)?${NAME}$`),
  'the name of a cluster or its full ARN',
  (text) => {
    const [, arn, name] = /^(arn:.*):(?:service|task|container-instance)\/([\w-]+)\/[\w-]+$/.exec(text) ?? []
    return arn && name && `It is the ARN of something in that cluster. Write ${arn}:cluster/${name}`
  },
)

export const service = matching(
  new RegExp(`^(?:${ECS_ARN}:service/(?:${NAME}/)?)?${NAME}$`),
  'the name of a service or its full ARN',
)

/** The ARN as RunTask returns it: with the cluster's name, or without it in accounts that keep the short format. */
export const task = matching(
  new RegExp(`^(?:${ECS_ARN}:task/(?:${NAME}/)?)?[0-9a-f-]{32,36}$`),
  'the ARNs of tasks (arn:aws:ecs:eu-west-1:111122223333:task/default/0123456789abcdef0123456789abcdef)',
)

export const role = matching(
  new RegExp(`^(?:${ROLE_ARN}|${ROLE_NAME})$`),
  'the name of an IAM role or its full ARN (arn:aws:iam::111122223333:role/name)',
)

export const roleArn = matching(
  new RegExp(`^${ROLE_ARN}$`),
  'the full ARN of an IAM role (arn:aws:iam::111122223333:role/name)',
)

export const region = matching(
  new RegExp(`^${REGION}$`),
  'the code of an AWS Region, such as eu-west-1',
  (text) => {
    const [, zone] = new RegExp(`^(${REGION})[a-z]$`).exec(text) ?? []
    if (zone !== undefined) return `${text} is an availability zone. Write ${zone}.`
    const [, area, direction, number] = /^([a-z]{2})-?([a-z]+)-?(\d)$/i.exec(text) ?? []
    return area && direction && number && `Did you mean ${`${area}-${direction}-${number}`.toLowerCase()}?`
  },
)

export const subnet = matching(/^subnet-[\w-]+$/, 'ids of subnets (subnet-0a1b2c3d)', (text) =>
  /^sg-/.test(text)
    ? 'It is a security group: write it in security-groups.'
    : adviseNetworkId(text, /subnet-[\w-]+/),
)

export const securityGroup = matching(/^sg-[\w-]+$/, 'ids of security groups (sg-0a1b2c3d)', (text) =>
  /^subnet-/.test(text) ? 'It is a subnet: write it in subnets.' : adviseNetworkId(text, /sg-[\w-]+/),
)

/** An id inside an ARN or the shorthand of the AWS CLI. */
function adviseNetworkId(text: string, id: RegExp): string | undefined {
  const [found] = id.exec(text) ?? []
  return found && `Write the id alone: ${found}`
}

export const platformVersion = matching(
  /^(LATEST|\d+\.\d+\.\d+)$/,
  'LATEST or a Fargate platform version such as 1.4.0',
)

/** The API reference lists these characters. Clients in wide use send others, such as `ECS Deploy`. */
export const startedBy: Parser<string> = (written, report) => {
  const takes = 'at most 128 letters, digits, hyphens, slashes and underscores'
  const { text, what, where } = written
  if (text.length > 128) return expect<string>(undefined, written, report, { rule: 'form', takes })
  if (!/^[\w/-]+$/.test(text)) {
    report({
      severity: 'warning',
      rule: 'started-by',
      where,
      message: `${what} is ${quote(text)}; ECS documents ${takes}`,
      advice: `Write ${text.replaceAll(/[^\w/-]+/g, '-')} to be safe.`,
    })
  }
  return text
}

// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
export const roleSessionName = matching(
  /^[\w+=,.@-]{2,64}$/,
  '2 to 64 letters, digits and characters of _+=,.@-',
)

export const environmentFile = matching(
  new RegExp(`^arn:${PARTITION}:s3:::[^/\\s]+/\\S+$`),
  'the ARN of an object in S3 (arn:aws:s3:::bucket/prod.env)',
)
