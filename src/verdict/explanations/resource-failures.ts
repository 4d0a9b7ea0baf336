import { lackedAction, networkFix, roleName, startFailure } from './start-failure-fixes.js'
import { matchReason, saying, sayingBoth, type StopRow } from './stop-explanation.js'

const RESOURCE_GUIDE = 'developer guide, "ResourceInitializationError errors"'

const EFS = /EFS utils|mount\.(?:nfs4|efs)|amazon-ecs-volume-plugin|VolumeDriver/i
const SECRET =
  /retrieve secrets?|pull secrets? from|from (?:asm|ssm|secrets manager)|secretsmanager|\bssm:|GetSecretValue|ssm parameters|Parameter Store|json key/i
const LOGGING = /logger args|logging driver|log (?:group|stream)|awslogs/i
const CONNECTION =
  /deadline exceeded|RequestError|send request failed|i\/o timeout|context ca|request cancell?ed|connection (?:issue|reset|refused)|timed? ?out|TLS handshake|network configuration|signal: killed|no route to host/i
const MISSING =
  /ResourceNotFound|not found|NotFound|does(?: not|n't) exist|invalid ssm parameters|NoSuchKey|NoSuchBucket|can't find/i

/** Failures of a task's roles, environment files, volumes, secrets, registries and logs; the most specific first. */
export const RESOURCE_FAILURES: readonly StopRow[] = [
  {
    when: saying(/not authorized to perform/i),
    explain: lackedAction,
    source: RESOURCE_GUIDE,
  },
  {
    when: sayingBoth(/env(?:ironment)? files?/i, CONNECTION),
    explain: (facts) =>
      startFailure(
        'The connection to S3 failed while the environment files were read.',
        `Run the task again. If it fails each time, the subnets have no way to S3: ${networkFix(facts, 'S3')}`,
      ),
    source: 'aws-cli#6470, aws-cdk#12720',
  },
  {
    when: saying(/download env(?:ironment)? files?/i),
    explain: () =>
      startFailure(
        'The environment files could not be read from S3.',
        'Check that each file of environmentFiles exists, and that the execution role allows s3:GetObject on it and s3:GetBucketLocation on its bucket. S3 answers 403 for a file that does not exist as well.',
      ),
    source: 'copilot-cli#6066, aws-cdk#12720',
  },
  {
    when: sayingBoth(EFS, /no such file/i),
    explain: () =>
      startFailure(
        'The root directory of the EFS volume does not exist in the file system.',
        'Create it, or use an access point, which creates its directory.',
      ),
    source: 'acp-io/terraform-grafana#4',
  },
  {
    when: sayingBoth(EFS, /failed to resolve/i),
    explain: () =>
      startFailure(
        'The EFS file system has no address in this VPC.',
        'Check the file system id, that it has a mount target in the availability zone of each subnet, and that DNS resolution and DNS hostnames are on in the VPC.',
      ),
    source: 'amazon-ecs-cli#1083, copilot-cli#5419',
  },
  {
    when: sayingBoth(EFS, /access denied/i),
    explain: () =>
      startFailure(
        'EFS denied the mount.',
        'With IAM authorization the task role needs elasticfilesystem:ClientMount (and ClientWrite), and the policy of the file system must allow it. Check the access point too.',
      ),
    source: RESOURCE_GUIDE,
  },
  {
    when: saying(EFS),
    explain: () =>
      startFailure(
        'The EFS volume could not be mounted.',
        'Check that the file system has a mount target in the availability zone of each subnet, that its security group lets the task in on port 2049 (NFS), that the access point exists, and that IAM allows the mount.',
      ),
    source: `acp-io/terraform-grafana#4; ${RESOURCE_GUIDE}`,
  },
  {
    when: sayingBoth(SECRET, /json key/i),
    explain: () =>
      startFailure(
        'A secret of the task definition lacks the JSON key that valueFrom names.',
        'Check the key behind the ARN in valueFrom, and that the secret holds JSON.',
      ),
    source: 'ECS: "retrieved secret ... did not contain json key"',
  },
  {
    when: sayingBoth(SECRET, MISSING),
    explain: () =>
      startFailure(
        'A secret that the task definition names does not exist.',
        'Check its name or ARN in valueFrom, and its Region.',
      ),
    source: `${RESOURCE_GUIDE}; ECS: "invalid ssm parameters"`,
  },
  {
    when: sayingBoth(SECRET, CONNECTION),
    explain: (facts) =>
      startFailure(
        'The connection to Secrets Manager or Parameter Store failed.',
        `Run the task again. If it fails each time, the subnets have no way to it: ${networkFix(facts, 'Secrets Manager, Systems Manager and KMS')}`,
      ),
    source: RESOURCE_GUIDE,
  },
  {
    when: saying(SECRET),
    explain: () =>
      startFailure(
        'A secret that the task definition names could not be read.',
        'Check that it exists in this Region, and that the execution role allows secretsmanager:GetSecretValue or ssm:GetParameters (and kms:Decrypt for a key of your own).',
      ),
    source: RESOURCE_GUIDE,
  },
  {
    when: sayingBoth(/registry auth/i, /AccessDenied/i),
    explain: () =>
      startFailure(
        'The execution role lacks a permission for Amazon ECR.',
        'Add to its policy:\n    {"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"}',
      ),
    source: RESOURCE_GUIDE,
  },
  {
    when: sayingBoth(/registry auth/i, CONNECTION),
    explain: (facts) => {
      const isEcr = matchReason(facts, /ecr registry auth|Amazon ECR|api\.ecr\./i) !== undefined
      const service = isEcr ? 'Amazon ECR' : 'Amazon ECR, Secrets Manager or Parameter Store'
      return startFailure(
        `The connection to ${service} failed.`,
        `Run the task again. If it fails each time, the subnets have no way to it: ${networkFix(facts, 'ecr.api, ecr.dkr and S3')}`,
      )
    },
    source: 'doctorray117/minecraft-ondemand#74, aws-app-mesh-examples#413',
  },
  {
    when: sayingBoth(LOGGING, CONNECTION),
    explain: (facts) =>
      startFailure(
        'The connection to CloudWatch Logs failed.',
        `Run the task again. If it fails each time, the subnets have no way to it: ${networkFix(facts, 'CloudWatch Logs')}`,
      ),
    source: `${RESOURCE_GUIDE}; repost.aws, "ecs-resource-initialization-error"`,
  },
  {
    when: sayingBoth(LOGGING, /awslogs-region is required/i),
    explain: () =>
      startFailure(
        'The log configuration lacks awslogs-region.',
        'Add it to logConfiguration.options in the task definition.',
      ),
    source: 'ECS: "unable to get awslogs driver arguments: awslogs-region is required"',
  },
  {
    when: sayingBoth(
      LOGGING,
      /ResourceNotFound|does not exist|cannot find|AccessDenied|create Cloudwatch log/i,
    ),
    explain: ({ onFargate }) =>
      startFailure(
        'The log group does not exist, or may not be used.',
        `Create the log group, or set awslogs-create-group: "true" in the task definition and allow the ${roleName(onFargate)} logs:CreateLogGroup. It needs logs:CreateLogStream and logs:PutLogEvents as well.`,
      ),
    source: `prakhar1989/docker-curriculum#260; ${RESOURCE_GUIDE}`,
  },
  {
    when: saying(LOGGING),
    explain: () => startFailure('The log driver of the container could not be started.'),
    source: RESOURCE_GUIDE,
  },
]
