/** What `--help` prints. */
export const HELP = `The simulator answers as Amazon ECS, CloudWatch Logs and STS do, on 127.0.0.1.

npm run simulator -- [options]

  --port NUMBER     the port to listen on; a free one by default
  --region REGION   the Region of its account; us-east-1 by default
  --scenario FILE   task definitions, clusters, services, and what goes wrong: YAML or JSON
  --log FILE        writes each request as a line of JSON, without the values of environment variables
  --detach          returns once it listens, and leaves it running in the background
  -h, --help        prints this

It prints shell commands that lead the AWS CLI, the SDKs and this action to it:

  eval "$(npm run --silent simulator -- --detach)"
  aws ecs list-clusters
  kill "$SIMULATOR_PID"

simulator/README.md describes the scenario file and the operations.
`
