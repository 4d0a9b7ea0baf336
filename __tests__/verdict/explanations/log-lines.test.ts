import { describe, expect, it } from '@jest/globals'
import { explainLogLines, type LogFacts } from '../../../src/verdict/explanations/log-lines.js'

function explain(line: string, changes: Partial<LogFacts> = {}) {
  return explainLogLines({ container: 'app', lines: ['starting', line, ''], ...changes })
}

describe('explainLogLines', () => {
  it.each<[string, Partial<LogFacts>, RegExp, RegExp | undefined]>([
    [
      'exec /usr/local/bin/docker-entrypoint.sh: exec format error',
      { exitCode: 1 },
      /another CPU/,
      /--platform linux\/amd64.*ARM64/s,
    ],
    [
      'standard_init_linux.go:228: exec user process caused: exec format error',
      {},
      /another CPU/,
      /--platform/,
    ],
    ['exec /entrypoint.sh: permission denied', {}, /not executable/, /chmod \+x/],
    ['[FATAL tini (7)] exec ./run failed: Permission denied', {}, /not executable/, /chmod \+x/],
    ['sh: 1: ./run.sh: Permission denied', { exitCode: 126 }, /exit code 126/, /chmod \+x/],
    ['sh: 1: etl: not found', { exitCode: 127 }, /not in the image/, /PATH/],
    [
      'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space',
      { exitCode: 1 },
      /Java heap is full/,
      /JAVA_TOOL_OPTIONS: "-XX:MaxRAMPercentage=75"/,
    ],
    ['java.lang.OutOfMemoryError: GC overhead limit exceeded', {}, /Java heap/, /MaxRAMPercentage/],
    ['java.lang.OutOfMemoryError: Metaspace', {}, /ran out of memory/, undefined],
    [
      'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
      { memoryMiB: 4096 },
      /JavaScript heap is full/,
      /NODE_OPTIONS: "--max-old-space-size=3072"/,
    ],
    [
      'FATAL ERROR: CALL_AND_RETRY_LAST Allocation failed - JavaScript heap out of memory',
      {},
      /JavaScript heap/,
      /three quarters/,
    ],
    ['MemoryError', {}, /ran out of memory/, undefined],
    ['MemoryError: Unable to allocate 7.45 GiB for an array', {}, /ran out of memory/, undefined],
    ['fatal error: runtime: out of memory', {}, /ran out of memory/, undefined],
    ["terminate called after throwing an instance of 'std::bad_alloc'", {}, /ran out of memory/, undefined],
    [
      'PHP Fatal error:  Allowed memory size of 134217728 bytes exhausted (tried to allocate 20480 bytes)',
      {},
      /memory_limit/,
      /512M/,
    ],
  ])('explains %s', (line, changes, cause, fix) => {
    const explanation = explain(line, changes)
    expect(explanation?.cause).toMatch(cause)
    if (fix === undefined) expect(explanation).toMatchObject({ needsMemory: true })
    else expect(explanation?.fix).toMatch(fix)
  })

  it.each([
    ['an ordinary error', 'psycopg2.OperationalError: could not translate host name "db"', 1],
    ['a denied permission of a program that ran', 'PermissionError: [Errno 13] Permission denied: /data', 1],
    ['a missing file of a program that ran', "FileNotFoundError: 'x' not found", 1],
  ])('says nothing about %s', (_what, line, exitCode) => {
    expect(explain(line, { exitCode })).toBeUndefined()
  })

  it('takes no longer for a line of a million characters', () => {
    const started = performance.now()
    explain('exec '.repeat(200_000))
    explain('MemoryError '.repeat(100_000))
    expect(performance.now() - started).toBeLessThan(500)
  })
})
