/** Something the user should know before anything runs. Findings are collected and reported together. */
export interface Finding {
  /** An error stops the step before RunTask; a warning is shown and the step goes on. */
  readonly severity: 'error' | 'warning'
  /** The rule that found it, for tests and documentation: `container-cpu-sum`, `fargate-size`, `unknown-key`, ... */
  readonly rule: string
  /** Where the user wrote it: an input's name, with line and column inside a YAML input: `cpu`, `containers:4:5`. */
  readonly where: string
  /** What was given and what ECS accepts, with the numbers. One sentence or more; lines after the first are indented by the printer. */
  readonly message: string
  /** What to write instead. */
  readonly advice?: string
  /** The first way that the advice names, as YAML for the inputs of the step. */
  readonly paste?: string
}

/** Such a finding stops the step before RunTask. */
export function isError({ severity }: Finding): boolean {
  return severity === 'error'
}

/** The input that a finding is about: `containers` for `containers:4:5`. */
export function inputOf({ where }: Pick<Finding, 'where'>): string {
  return where.split(':', 1)[0] ?? where
}

/** Place and message in one; a message that begins with the input's name has said where. */
export function placed({ where, message }: Pick<Finding, 'where' | 'message'>): string {
  const isNamed = [`${where} `, `an item of ${where} `].some((start) => message.startsWith(start))
  return isNamed ? message : `${where}: ${message}`
}
