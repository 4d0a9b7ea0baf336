/** How this action calls itself to AWS and GitHub. A test holds both to package.json. */
export const NAME = 'ecs-run-task'
export const VERSION = '1.0.0'
