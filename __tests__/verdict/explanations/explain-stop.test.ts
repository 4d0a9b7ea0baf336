import { describe, expect, it } from '@jest/globals'
import { explainStop, STOPS } from '../../../src/verdict/explanations/explain-stop.js'
import { isTransientStart } from '../../../src/verdict/explanations/start-failure-fixes.js'
import type { StopFacts } from '../../../src/verdict/explanations/stop-explanation.js'

type Text = string | Partial<StopFacts>

/** What ECS writes, what the cause and the fix say, and whether the same start may succeed later. */
type Case = readonly [text: Text, cause: RegExp, fix: RegExp | undefined, transient: boolean]

const INIT = 'ResourceInitializationError:'
const TASK =
  'failed to create new container runtime task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process:'
const FARGATE_START = `CannotStartContainerError: ${INIT} ${TASK}`
const EC2_START =
  'CannotStartContainerError: Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process:'
const FARGATE_PULL = 'CannotPullContainerError: pull image manifest has been retried 5 time(s):'
const ECR_IMAGE = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/etl:7'
const EC2_PULL = 'CannotPullContainerError: Error response from daemon:'
const AUTH = `${INIT} unable to pull secrets or registry auth: execution resource retrieval failed:`
const USER = 'User: arn:aws:sts::111122223333:assumed-role/etl-execution/0a1b2c3d'
const NAT = /NAT gateway, assign-public-ip: ENABLED/

const STARTS: Readonly<Record<string, readonly Case[]>> = {
  'a program that is missing in the image': [
    [
      `${FARGATE_START} exec: "etl": executable file not found in $PATH: unknown`,
      /no program "etl"/,
      /first word of command.*entryPoint.*file/s,
      false,
    ],
    [
      `${EC2_START} exec: "etl": executable file not found in $PATH: unknown`,
      /no program "etl"/,
      /first word of command/,
      false,
    ],
    [
      `${FARGATE_START} exec: "/opt/sonarqube/bin/run.sh": stat /opt/sonarqube/bin/run.sh...no such file or direct...`,
      /no program "\/opt\/sonarqube\/bin\/run.sh"/,
      /volume mounted over/,
      false,
    ],
    [
      'CannotStartContainerError: API error (400): OCI runtime create failed: container_linux.go:296: starting container process caused "exec: \\"etl\\": executable file not found in $PATH": unknown',
      /no program "etl"/,
      /first word/,
      false,
    ],
    [
      `${FARGATE_START} exec: "python migrate.py": executable file not found in $PATH: unknown`,
      /whole line was taken/,
      /list of words.*\[sh, -c/s,
      false,
    ],
    [
      `${FARGATE_START} exec: "-url": executable file not found in`,
      /"-url".*an option/,
      /name of the program/,
      false,
    ],
    [
      `${EC2_START} exec: "NODE_ENV=production": executable file not found in $PATH: unknown`,
      /for a shell/,
      /\[sh, -c/,
      false,
    ],
    [
      'CannotStartContainerError: Error response from daemon: container 0a1b encountered an error during hcs::System::CreateProcess: run.exe: The system cannot find the file specified. (0x2)',
      /no such program/,
      /first word/,
      false,
    ],
  ],
  'a program that cannot be executed': [
    [
      `${FARGATE_START} exec: "/entrypoint.sh": permission denied: unknown`,
      /"\/entrypoint.sh" is not executable/,
      /chmod \+x/,
      false,
    ],
    [`${EC2_START} exec: "/entrypoint.sh": permission denied: unknown`, /not executable/, /chmod \+x/, false],
    [`${EC2_START} exec /etl: exec format error`, /another CPU/, /runtimePlatform/, false],
  ],
  'a container that another one waited for': [
    [
      'CannotStartContainerError: dependency graph: failed to resolve container ordering dependency [migrate(public.ecr.aws/x/migrate) (STOPPED->RUNNING) - Exit: 1] for target [app(public.ecr.aws/x/app) (NONE->RUNNING)] as dependency did not exit successfully.',
      /^app depends on migrate, which ended with exit code 1\.$/,
      /cause in migrate/,
      false,
    ],
    [
      'CannotStartContainerError: dependency graph: failed to resolve container ordering dependency [mig',
      /depends on failed/,
      undefined,
      false,
    ],
  ],
  'a log driver': [
    [
      'CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.',
      /log group/,
      /Create the log group.*logs:CreateLogGroup/s,
      false,
    ],
    [
      'CannotStartContainerError: API error (500): failed to initialize logging driver: ResourceNotFoundException: The specified log group does not exist.\n\tstatus code: 400',
      /log group/,
      /Create the log group/,
      false,
    ],
    [
      `${INIT} failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.`,
      /log group/,
      /Create the log group/,
      false,
    ],
    [
      `${INIT} failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log`,
      /log group/,
      /Create the log group/,
      false,
    ],
    [
      `${INIT} failed to validate logger args: The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the task and Amazon CloudWatch. Check your network configuration. : signal: killed`,
      /connection to CloudWatch Logs/,
      NAT,
      true,
    ],
    [
      'CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create Cloudwatch log stream: RequestError: send request failed\ncaused by: Post https://logs.us-east-2.amazonaws.com/: dial tcp 10.20.10.16:443: i/o time',
      /connection to CloudWatch Logs/,
      /CloudWatch Logs/,
      true,
    ],
    [
      `${INIT} failed to validate logger args: failed to create Cloudwatch log group: AccessDeniedException: ${USER} is not authorized to perform: logs:CreateLogGroup on resource: arn:aws:logs:eu-west-1:111122223333:log-group:/ecs/etl:log-stream: because no identity-based policy allows it`,
      /role etl-execution lacks the permission logs:CreateLogGroup/,
      /"Action":"logs:CreateLogGroup","Resource":"arn:aws:logs:eu-west-1:111122223333:log-group:\/ecs\/etl:log-stream:"/,
      false,
    ],
    [
      `${INIT} failed to validate logger args: unable to get awslogs driver arguments: awslogs-region is required`,
      /lacks awslogs-region/,
      /logConfiguration/,
      false,
    ],
    [
      'CannotStartContainerError: Error response from daemon: failed to initialize logging driver: Unix syslog delivery error.',
      /log driver/,
      undefined,
      false,
    ],
  ],
  'environment files': [
    [
      `${INIT} failed to download env files: service call has been retried 1 time(s): operation error S3: HeadObject, https response error StatusCode: 403, RequestID: X, HostID: Y, api error Forbidden: Forbidden`,
      /environment files/,
      /s3:GetObject on it and s3:GetBucketLocation/,
      false,
    ],
    [
      `${INIT} failed to download env files: file download command: non-empty error stream: failed to download file 1.env: failed to write to a temporary file: AccessDenied: Access Denied`,
      /environment files/,
      /s3:GetObject/,
      false,
    ],
    [
      `${INIT} failed to download env files: file download command: non empty error stream: RequestCanceled: request context canceled caused by: context deadline exceeded`,
      /connection to S3/,
      NAT,
      true,
    ],
  ],
  'an EFS volume': [
    [
      `${INIT} failed to invoke EFS utils commands to set up EFS volumes: stderr: b'mount.nfs4: mounting fs-0a1b.efs.eu-west-1.amazonaws.com:/grafana failed, reason given by server: No such file or directory' : unsuccessful EFS utils command execution; code: 32`,
      /root directory/,
      /access point/,
      false,
    ],
    [
      `${INIT} failed to invoke EFS utils commands to set up EFS volumes: stderr: Failed to resolve "fs-0a1b.efs.us-east-1.amazonaws.com" - check that your file system ID is correct`,
      /no address in this VPC/,
      /mount target/,
      false,
    ],
    [
      `${INIT} failed to invoke EFS utils commands to set up EFS volumes: stderr: b'mount.nfs4: access denied by server while mounting 127.0.0.1:/' : unsuccessful EFS utils command execution; code: 32`,
      /denied the mount/,
      /elasticfilesystem:ClientMount/,
      false,
    ],
    [
      `${INIT} failed to invoke EFS utils commands to set up EFS volumes: stderr: b'mount.nfs4: Connection timed out' : unsuccessful EFS utils command execution; code: 32`,
      /could not be mounted/,
      /mount target.*2049.*access point.*IAM/s,
      true,
    ],
    [
      `${INIT} failed to invoke EFS utils commands to set up EFS volumes: stderr: mount.nfs4: Connection reset by peer : unsuccessful EFS utils command execution; code: 32`,
      /could not be mounted/,
      /2049/,
      true,
    ],
    [
      'Error response from daemon: create ecs-etl-7-data: VolumeDriver.Create: mounting volume failed: mount.nfs4: Connection refused',
      /could not be mounted/,
      /2049/,
      false,
    ],
  ],
  'registry auth and secrets': [
    [
      `${AUTH} unable to retrieve ecr registry auth: service call has been retried 1 time(s): operation error ECR: GetAuthorizationToken, https response error StatusCode: 400, RequestID: 415e, api error AccessDeniedException: ${USER} is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action`,
      /role etl-execution lacks the permission ecr:GetAuthorizationToken/,
      /\{"Effect":"Allow","Action":"ecr:GetAuthorizationToken","Resource":"\*"\}/,
      false,
    ],
    [
      `${AUTH} unable to retrieve ecr registry auth: service call has been retried 1 time(s): AccessDeniedException: User: arn:aws...`,
      /execution role lacks a permission for Amazon ECR/,
      /ecr:GetAuthorizationToken/,
      false,
    ],
    [
      `${AUTH} unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: send request failed caused by: Post "https://api.ecr.us-east-2.amazonaws.com/": dial tcp 3.1.2.3:443: i/o timeout. Please check your task network configuration.`,
      /connection to Amazon ECR/,
      NAT,
      true,
    ],
    [
      `${INIT} unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration.`,
      /connection to Amazon ECR/,
      NAT,
      true,
    ],
    [
      `${INIT} unable to pull secrets or registry auth: pull command failed: : signal: killed`,
      /connection to Amazon ECR, Secrets Manager or Parameter Store/,
      NAT,
      true,
    ],
    [
      `${AUTH} unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:eu-west-1:111122223333:secret:db from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.`,
      /does not exist/,
      /valueFrom.*Region/,
      false,
    ],
    [
      `${AUTH} unable to retrieve secret from asm: service call has been retried 1 time(s): retrieved secret from Secrets Manager did not contain json key UI_USERNAME`,
      /lacks the JSON key/,
      /valueFrom/,
      false,
    ],
    [
      `${AUTH} unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: /etl/key`,
      /does not exist/,
      /valueFrom/,
      false,
    ],
    [
      `${AUTH} unable to retrieve secrets from ssm: service call has been retried 1 time(s): AccessDeniedException: ${USER} is not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:eu-west-1:111122223333:parameter/etl/key because no identity-based policy allows the ssm:GetParameters action status code: 400`,
      /etl-execution lacks the permission ssm:GetParameters/,
      /parameter\/etl\/key"/,
      false,
    ],
    [
      `${AUTH} unable to retrieve secret from asm: ${USER} is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:eu-west-1:11112222...`,
      /lacks the permission secretsmanager:GetSecretValue/,
      /"Resource":"\*"/,
      false,
    ],
    [
      `${AUTH} unable to retrieve secret from asm: ${USER} is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:eu-west-1:111122223333:secret:db with an explicit deny in a resource-based policy`,
      /lacks/,
      /remove that Deny/,
      false,
    ],
    [
      `${AUTH} unable to retrieve secrets from ssm: service call has been retried 5 time(s): RequestCanceled: request context canceled caused by: context deadline exceeded. Please check your task network configuration.`,
      /Secrets Manager or Parameter Store/,
      NAT,
      true,
    ],
    [
      `${AUTH} unable to retrieve secret from asm: service call has been retried 1 time(s)`,
      /could not be read/,
      /secretsmanager:GetSecretValue/,
      false,
    ],
    [
      `${AUTH} unable to retrieve secrets from ssm: service call has been retried 3 time(s): ThrottlingException: Rate exceeded`,
      /could not be read/,
      undefined,
      true,
    ],
    [
      "ECS was unable to assume the role 'arn:aws:iam::111122223333:role/etl' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions.",
      /cannot assume a role/,
      /ecs-tasks.amazonaws.com/,
      false,
    ],
  ],
  'an image': [
    [
      `${FARGATE_PULL} image Manifest does not contain descriptor matching platform 'linux/amd64'`,
      /another CPU.*linux\/amd64/,
      /--platform linux\/amd64.*runtimePlatform/s,
      false,
    ],
    [
      'CannotPullContainerError: failed to find a descriptor for platform {linux/amd64}',
      /another CPU/,
      /--platform linux\/amd64/,
      false,
    ],
    [
      'CannotPullContainerError: no matching manifest for linux/arm64/v8 in the manifest list entries',
      /linux\/arm64/,
      /--platform linux\/arm64/,
      false,
    ],
    [
      `CannotPullContainerError: ref pull has been retried 1 time(s): failed to extract layer sha256:0a1b: write /var/lib/containerd/tmp: no space left on device`,
      /20 GiB/,
      /ephemeral-storage: 50/,
      false,
    ],
    [
      {
        onFargate: false,
        reasons: [
          'CannotPullContainerError: write /var/lib/docker/tmp/GetImageBlob111111111: no space left on device',
        ],
      },
      /container instance is full/,
      /larger volume/,
      false,
    ],
    [
      `CannotPullContainerError: inspect image has been retried 5 time(s): httpReaderSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/x/manifests/sha256:0a: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit.`,
      /limit on image pulls/,
      /repositoryCredentials.*Amazon ECR/s,
      true,
    ],
    [
      `${EC2_PULL} toomanyrequests: You have reached your pull rate limit.`,
      /limit on image pulls/,
      /repositoryCredentials/,
      true,
    ],
    [
      'CannotPullECRContainerError: ThrottlingException: Rate exceeded\n\tstatus code: 400, request id: 75567eb3',
      /throttled/,
      /again/,
      true,
    ],
    [
      `${FARGATE_PULL} failed to resolve ref ${ECR_IMAGE}: not found`,
      /no such image or tag/,
      /tag was pushed/,
      false,
    ],
    [
      `CannotPullContainerError: The task can’t pull the image '${ECR_IMAGE}' from Amazon Elastic Container Registry using the task execution role 'x'. To fix this, verify that the image URI is correct. Status Code: 404. Response: 'not found'`,
      /no such image or tag/,
      /tag/,
      false,
    ],
    [
      `${EC2_PULL} manifest for ${ECR_IMAGE} not found: manifest unknown: Requested image not found`,
      /no such image or tag/,
      /tag/,
      false,
    ],
    [
      `${EC2_PULL} pull access denied for etl, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
      /does not exist, or it wants credentials/,
      /full name.*repositoryCredentials/s,
      false,
    ],
    [
      `CannotPullContainerError: The task can’t pull the image. Check that the role has the permissions to pull images from the registry. Error response from daemon: pull access denied for ${ECR_IMAGE}, repository does not exist or may require 'docker login': denied: ${USER} is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:111122223333:repository/etl because no identity-based policy allows the ecr:BatchGetImage action`,
      /role etl-execution lacks the permission ecr:BatchGetImage/,
      /repository\/etl"/,
      false,
    ],
    [
      `CannotPullContainerError: ref pull has been retried 1 time(s): failed to copy: httpReaderSeeker: failed open: unexpected status code https://${ECR_IMAGE}: 403 Forbidden`,
      /refused access/,
      /ecr:BatchGetImage.*S3/s,
      false,
    ],
    [
      `${FARGATE_PULL} failed to resolve ref ghcr.io/org/etl:latest: failed to authorize: failed to fetch anonymous token: unexpected status from GET request: 401 Unauthorized`,
      /wants credentials/,
      /repositoryCredentials/,
      false,
    ],
    [
      `${FARGATE_PULL} failed to resolve ref ${ECR_IMAGE}: failed to do request: Head "https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/etl/manifests/7": dial tcp 52.94.0.1:443: i/o timeout`,
      /connection to the image registry/,
      NAT,
      true,
    ],
    [
      `CannotPullContainerError: The task cannot pull ${ECR_IMAGE} from the Amazon ECR repository. There is a connection issue between the task and Amazon ECR. Check your task network configuration.`,
      /connection to the image registry/,
      NAT,
      true,
    ],
    [
      {
        onFargate: false,
        reasons: [
          `${EC2_PULL} Get "https://registry-1.docker.io/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)`,
        ],
      },
      /connection to the image registry/,
      /a NAT gateway, or VPC endpoints/,
      true,
    ],
    [
      'CannotPullContainerError: containerd: pull command failed: time="2020" level=info msg="apply failure, attempting cleanup" error="failed to extract layer sha256:XX: context ca...',
      /connection to the image registry/,
      NAT,
      true,
    ],
    [`${FARGATE_PULL} unexpected EOF`, /connection/, NAT, true],
    [
      `${FARGATE_PULL} read tcp 10.0.0.5:52000->52.1.1.1:443: read: connection reset by peer`,
      /connection/,
      NAT,
      true,
    ],
    [
      `${FARGATE_PULL} failed to resolve ref ${ECR_IMAGE}: net/http: TLS handshake timeout`,
      /connection/,
      NAT,
      true,
    ],
    [
      `${FARGATE_PULL} failed to resolve ref x: dial tcp: lookup registry.example.com on 10.0.0.2:53: no such host`,
      /cannot be resolved/,
      /DNS/,
      false,
    ],
    [`${EC2_PULL} received unexpected HTTP status: 503 Service Unavailable`, /server error/, /again/, true],
    [
      'InternalError: failed to normalize image reference "https://example.com/Etl:7"',
      /image name.*not valid/,
      /REGISTRY\/NAME:TAG/,
      false,
    ],
    [
      'CannotPullImageManifestError: Error response from daemon: something new',
      /could not be pulled/,
      undefined,
      false,
    ],
  ],
  'the network interface, the storage and the runtime': [
    [
      'Timeout waiting for network interface provisioning to complete.',
      /network interface was not ready/,
      /again/,
      true,
    ],
    [
      'Unexpected EC2 error while attempting to Create Network Interface in subnet subnet-1: AuthFailure',
      /not ready/,
      /again/,
      true,
    ],
    [
      'Rate limit exceeded while preparing network interface to be attached to instance',
      /not ready/,
      /again/,
      true,
    ],
    [
      'Unexpected EC2 error while attempting to Create Network Interface in subnet subnet-1: InvalidSubnetID.NotFound',
      /could not be created/,
      /subnets and security groups exist/,
      false,
    ],
    [
      'Unexpected EC2 error while attempting to Create Network Interface in subnet subnet-1: InsufficientFreeAddressesInSubnet',
      /no free address/,
      /more subnets/,
      false,
    ],
    [
      'Timeout waiting for EphemeralStorage provisioning to complete.',
      /storage was not ready/,
      /again/,
      true,
    ],
    [
      'Capacity is unavailable at this time. Please try again later or in a different availability zone',
      /No capacity/,
      /availability zones/,
      true,
    ],
    ['TaskFailedToStart: RESOURCE:MEMORY', /large enough/, /larger instances/, false],
    [
      'DockerTimeoutError: Could not transition to created; timed out after waiting 4m0s',
      /did not answer in time/,
      /again/,
      true,
    ],
    [
      'ContainerRuntimeTimeoutError: Could not transition to running; timed out after waiting 1m: context deadline exceeded',
      /did not answer in time/,
      /again/,
      true,
    ],
    [
      'CannotInspectContainerError: Could not transition to inspecting; timed out after waiting 30s',
      /did not answer in time/,
      /again/,
      true,
    ],
    ['InternalError: an internal error occurred', /internal error/, /again/, true],
    [
      'CannotCreateContainerError: API error (500): devmapper: Thin Pool has 4350 free data blocks which is less than minimum required 4454 free data blocks.',
      /disk of the task is full/,
      /ephemeral-storage/,
      false,
    ],
    [
      {
        onFargate: false,
        reasons: [
          'CannotCreateContainerError: API error (500): devmapper: Thin Pool has 4350 free data blocks',
        ],
      },
      /container instance is full/,
      /larger volume/,
      false,
    ],
    [
      `${EC2_START} container init was OOM-killed (memory limit too low?): unknown`,
      /memory limit/,
      /more memory/,
      false,
    ],
    [
      'CannotStartContainerError: Error response from daemon: driver failed programming external connectivity: Bind for 0.0.0.0:8080 failed: port is already allocated',
      /host port/,
      /hostPort/,
      false,
    ],
    ['CannotStartContainerError: something new', /could not be started/, undefined, false],
    ['CannotCreateVolumeError: something new', /volume/, undefined, false],
    [`${INIT} something new`, /could not prepare a resource/, undefined, false],
  ],
}

function factsOf(text: Text): StopFacts {
  const facts = typeof text === 'string' ? { reasons: [text] } : text
  return { stopCode: 'TaskFailedToStart', reasons: [], ...facts }
}

describe('explainStop', () => {
  describe.each(Object.entries(STARTS))('explains %s', (_what, cases) => {
    it.each(cases.map(([text, ...rest]) => [factsOf(text).reasons.join(), text, ...rest] as const))(
      '%s',
      (_name, text, cause, fix, transient) => {
        const facts = factsOf(text)
        const explanation = explainStop(facts)
        expect(explanation?.cause).toMatch(cause)
        if (fix === undefined) expect([undefined, explanation?.fix]).toContain(explanation?.fix)
        else expect(explanation?.fix).toMatch(fix)
        expect(isTransientStart(facts.reasons)).toBe(transient)
      },
    )
  })

  it('says nothing about a text that it does not know', () => {
    expect(explainStop(factsOf('of a new kind'))).toBeUndefined()
  })

  it('guesses no fix where the text names none', () => {
    expect(explainStop(factsOf(`${INIT} something new`))).not.toHaveProperty('fix')
    expect(explainStop(factsOf('CannotPullContainerError: something new'))).not.toHaveProperty('fix')
    expect(explainStop(factsOf('CannotStartContainerError: something new'))).not.toHaveProperty('fix')
  })

  it('takes the stopped reason of StopTask for what it is, the words of the caller', () => {
    const facts = { stopCode: 'UserInitiated', reasons: ['the ENI clean-up; your Spot Task was interrupted'] }
    expect(explainStop(facts)?.kind).toBe('stopped-from-outside')
  })

  it.each<[string, Partial<StopFacts>, string]>([
    ['out of memory', { outOfMemory: true, exitCode: 137 }, 'out-of-memory'],
    ['a Spot interruption by its stop code', { stopCode: 'SpotInterruption' }, 'spot-interruption'],
    [
      'a Spot interruption by its text',
      { reasons: ['Your Spot Task was interrupted.'] },
      'spot-interruption',
    ],
    ['a termination notice', { stopCode: 'TerminationNotice' }, 'spot-interruption'],
    [
      'a host that is gone',
      { reasons: ['Host EC2 (instance i-0123456789abcdef0) terminated.'] },
      'host-gone',
    ],
    ['a host that is not healthy', { stopCode: 'InfrastructureHealth' }, 'host-gone'],
    ['a health check', { reasons: ['Task failed container health checks'] }, 'health-check'],
    [
      'a service',
      {
        stopCode: 'ServiceSchedulerInitiated',
        reasons: ['Scaling activity initiated by (deployment ecs-svc/1)'],
      },
      'stopped-from-outside',
    ],
    ['SIGKILL', { exitCode: 137 }, 'signal'],
    ['SIGTERM', { exitCode: 143 }, 'signal'],
    ['SIGSEGV', { exitCode: 139 }, 'signal'],
    ['SIGABRT', { exitCode: 134 }, 'signal'],
  ])('knows %s', (_what, facts, kind) => {
    expect(explainStop({ stopCode: 'EssentialContainerExited', reasons: [], ...facts })?.kind).toBe(kind)
  })

  it('says "often" or "most" nowhere, and names a source for each row', () => {
    const facts: StopFacts = { stopCode: '', reasons: [''] }
    for (const { explain, source } of STOPS) {
      expect(JSON.stringify(explain(facts))).not.toMatch(/\b(?:often|most|usually|probably)\b/i)
      expect(source).not.toBe('')
    }
  })

  it('needs no longer for a text that is far larger than what ECS writes', () => {
    const started = performance.now()
    for (const piece of ['exec: "', 'on resource: arn:', 'CannotPull', ' timeout', 'a'])
      explainStop(factsOf(piece.repeat(200_000)))
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})
