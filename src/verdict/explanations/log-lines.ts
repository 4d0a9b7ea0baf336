/** The cause of a failure by the last lines of the container's log. */
export interface LogExplanation {
  readonly cause: string
  /** Lines indented by four spaces are to be copied into a workflow. */
  readonly fix?: string
  /** The container needs more memory. */
  readonly needsMemory?: true
}

export interface LogFacts {
  readonly container: string
  /** The last lines, the newest last. */
  readonly lines: readonly string[]
  readonly exitCode?: number
  /** Hard limit of the container, else the memory of the task, MiB. */
  readonly memoryMiB?: number
}

interface LogRow {
  readonly line: RegExp
  /** With other exit codes the same text does not explain the failure. */
  readonly exitCodes?: readonly number[]
  readonly explain: (facts: LogFacts) => LogExplanation
  readonly source: string
}

/** Longer lines are cut before matching: their end is not needed, and the text is not trusted. */
const MAX_LINE_CHARS = 1_000
/** Share of the memory limit for the heap: the rest is for stacks, code and buffers. */
const HEAP_SHARE = 0.75

/** Shells: 126 for a file that cannot be executed, 127 for one that is missing (POSIX, Shell Command Language, 2.8.2). */
const NOT_EXECUTABLE = 126
const NOT_FOUND = 127

function environment(container: string, name: string, value: string): string {
  return `    containers: |\n      ${container}:\n        environment: {${name}: "${value}"}`
}

function outOfMemory(): LogExplanation {
  return { cause: 'The program ran out of memory.', needsMemory: true }
}

/** The first row that matches decides. */
const ROWS: readonly LogRow[] = [
  {
    line: /exec format error/i,
    explain: () => ({
      cause: 'The image was built for another CPU than the task runs on ("exec format error").',
      fix: 'Build it for the platform of the task, for example  docker buildx build --platform linux/amd64, or set runtimePlatform.cpuArchitecture in the task definition to ARM64. A script needs a first line such as #!/bin/sh.',
    }),
    source: 'kayac/ecspresso#380, containers-roadmap#1120',
  },
  {
    line: /\bexec:? .{0,300}permission denied/i,
    explain: () => ({
      cause: 'The program of the container is not executable.',
      fix: 'Make it so in the image, for example  RUN chmod +x FILE  in the Dockerfile.',
    }),
    source:
      'opencontainers/runc, "exec: permission denied"; tini, "exec /entrypoint.sh failed: Permission denied"',
  },
  {
    line: /permission denied/i,
    exitCodes: [NOT_EXECUTABLE],
    explain: () => ({
      cause: 'A file of the command is not executable (exit code 126).',
      fix: 'Make it so in the image, for example  RUN chmod +x FILE  in the Dockerfile.',
    }),
    source: 'POSIX, Shell Command Language, 2.8.2',
  },
  {
    line: /not found|no such file or directory/i,
    exitCodes: [NOT_FOUND],
    explain: () => ({
      cause: 'A program of the command is not in the image (exit code 127).',
      fix: 'Check its name and the PATH of the image.',
    }),
    source: 'POSIX, Shell Command Language, 2.8.2',
  },
  {
    line: /java\.lang\.OutOfMemoryError: (?:Java heap space|GC overhead limit exceeded)/,
    explain: ({ container }) => ({
      cause: "The Java heap is full. The JVM takes a quarter of the container's memory for it by default.",
      fix: `To let it take three quarters, write\n${environment(container, 'JAVA_TOOL_OPTIONS', '-XX:MaxRAMPercentage=75')}\nIf that is not enough, give the container more memory as well.`,
    }),
    source: 'java(1), -XX:MaxRAMPercentage (default 25)',
  },
  {
    line: /JavaScript heap out of memory|Reached heap limit Allocation failed/,
    explain: ({ container, memoryMiB }) => {
      const heapMiB = memoryMiB === undefined ? undefined : Math.floor(memoryMiB * HEAP_SHARE)
      return {
        cause: 'The JavaScript heap is full. Node.js has a limit of its own for it.',
        fix:
          heapMiB === undefined
            ? 'Raise it with the variable NODE_OPTIONS, --max-old-space-size=MIB, to three quarters of the memory of the container.'
            : `To raise the limit to ${heapMiB} MiB, three quarters of the ${memoryMiB ?? 0} MiB of the container, write\n${environment(container, 'NODE_OPTIONS', `--max-old-space-size=${heapMiB}`)}\nIf that is not enough, give the container more memory as well.`,
      }
    },
    source: 'Node.js documentation, --max-old-space-size',
  },
  {
    line: /java\.lang\.OutOfMemoryError: (?:Metaspace|unable to create (?:new )?native thread|Direct buffer memory)/,
    explain: outOfMemory,
    source: 'Java, troubleshooting guide, "Understand the OutOfMemoryError Exception"',
  },
  {
    line: /Allowed memory size of \d{1,20} bytes exhausted/,
    explain: () => ({
      cause: 'The program reached memory_limit of PHP.',
      fix: 'Raise memory_limit (php -d memory_limit=512M), and give the container more than that.',
    }),
    source: 'PHP manual, memory_limit',
  },
  {
    line: /^MemoryError\b|\bnumpy\.{0,30}_ArrayMemoryError|fatal error: (?:runtime: )?(?:out of memory|cannot allocate memory)|System\.OutOfMemoryException|std::bad_alloc|NoMemoryError|\bCannot allocate memory\b|memory allocation of \d{1,20} bytes failed/i,
    explain: outOfMemory,
    source: 'CPython, Go, .NET, libstdc++, Ruby and Rust name it so',
  },
]

/** The explanation of the failure by these lines; undefined where no row matches. */
export function explainLogLines(facts: LogFacts): LogExplanation | undefined {
  const lines = facts.lines.map((line) => line.slice(0, MAX_LINE_CHARS))
  const row = ROWS.find(
    ({ line, exitCodes }) =>
      (exitCodes === undefined || exitCodes.includes(facts.exitCode ?? NaN)) &&
      lines.some((text) => line.test(text)),
  )
  return row?.explain(facts)
}
