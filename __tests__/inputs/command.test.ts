import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import fc from '../../testing/properties.js'
import { readRun, settingsOf } from './reading-inputs.js'

/** A command of the container app, as a workflow writes it: a value on its line, or lines below `command: |`. */
function written(command: string): string {
  return command.includes('\n')
    ? `app:\n  command: |\n${command.replaceAll(/^/gm, '    ')}\n`
    : `app:\n  command: ${command}\n`
}

function commandOf(command: string): readonly string[] | undefined {
  return settingsOf({ containers: written(command) }).containers[0]?.command
}

/** The advice of the one error about a command. */
function adviceOf(command: string): string {
  const { findings } = readRun({ containers: written(command) })
  expect(findings).toEqual([expect.objectContaining({ severity: 'error', rule: 'command' })])
  return findings[0]?.advice ?? ''
}

describe('command', () => {
  it.each([
    ['python -m etl --date "2026-01-01"', ['python', '-m', 'etl', '--date', '2026-01-01']],
    ["[python, -m, etl, '--date=$DAY']", ['python', '-m', 'etl', '--date=$DAY']],
    ["sh -c 'echo $HOME && date'", ['sh', '-c', 'echo $HOME && date']],
    [
      'python -m etl \\\n  --full \\\n  --date 2026-01-01',
      ['python', '-m', 'etl', '--full', '--date', '2026-01-01'],
    ],
    [
      "sh -c '\n  cd database\n  python migrate.py\n'",
      ['sh', '-c', '\n  cd database\n  python migrate.py\n'],
    ],
    ['bin/rails db:migrate', ['bin/rails', 'db:migrate']],
  ])('reads %j as words', (command, words) => {
    expect(commandOf(command)).toEqual(words)
  })

  it.each(['""', '[]', '" "', '~', ''])('that is blank (%s) is no command at all', (command) => {
    expect(commandOf(command) ?? []).toEqual([])
  })

  it.each([
    [
      'sh\n-c\ncd database && python migrate.py',
      "Write  command: [sh, -c, 'cd database && python migrate.py']",
    ],
    ['npm\nrun\nmigrate', 'Write  command: [npm, run, migrate]'],
    ['echo migrate && false', "Write  command: [sh, -c, 'echo migrate && false']"],
    ['a; b', "Write  command: [sh, -c, 'a; b']"],
    ['a | b', "Write  command: [sh, -c, 'a | b']"],
    ['a || b', "Write  command: [sh, -c, 'a || b']"],
    ['a > f', "Write  command: [sh, -c, 'a > f']"],
    ['a &', "Write  command: [sh, -c, 'a &']"],
    ['echo $HOME', "Write  command: [sh, -c, 'echo $HOME']"],
    ['echo "$HOME"', `Write  command: [sh, -c, 'echo "$HOME"']`],
    ['echo $(date)', "Write  command: [sh, -c, 'echo $(date)']"],
    ['rm /tmp/*', "Write  command: [sh, -c, 'rm /tmp/*']"],
    ['cd app', "Write  command: [sh, -c, 'cd app']"],
    ['STAGE=prod bin/migrate', "Write  command: [sh, -c, 'STAGE=prod bin/migrate']"],
    [
      'sh -c cd database && python migrate.py',
      "Write  command: [sh, -c, 'cd database && python migrate.py']",
    ],
    ['bash -c "echo $HOME"', "Write  command: [bash, -c, 'echo $HOME']"],
    ['/bin/bash -euo pipefail -c "a | b $C"', "Write  command: [/bin/bash, -euo, pipefail, -c, 'a | b $C']"],
    ["sh -c 'a' && b", `Write  command: [sh, -c, "'a' && b"]`],
    ['powershell -File C:\\app\\run.ps1', "Write  command: [powershell, -File, 'C:\\app\\run.ps1']"],
    ['run --json {"a":1}', 'Put the JSON into single quotes, or write the command as a list.'],
    ["it's", "Close the quote, or write the command as a list:  command: [sh, -c, '…']"],
    ['sh,-c,echo hi', "Write  command: [sh, -c, 'echo hi']"],
    ['["sh", "-c", "echo hi"]\n', "Write  command: [sh, -c, 'echo hi']"],
    [`'["sh", "-c", "echo hi"]'`, "Write  command: [sh, -c, 'echo hi']"],
    ["[sh, -c, 'echo hi']\n", "Write  command: [sh, -c, 'echo hi']"],
    ['[“sh”, “-c”, “echo hi”]\n', "Write  command: [sh, -c, 'echo hi']"],
    ['- sh\n- -c\n- echo hi', "Write  command: [sh, -c, 'echo hi']"],
    [
      'python manage.py migrate\npython manage.py seed',
      "Write  command: [sh, -ec, 'python manage.py migrate; python manage.py seed']",
    ],
  ])('%j is an error that shows what to write', (command, advice) => {
    expect(adviceOf(command).split('  If the')[0]).toBe(advice)
  })

  it('that is shown as a list is read as that list', () => {
    for (const command of [
      'echo migrate && false',
      'echo "$HOME"',
      'C:\\app\\run.exe',
      "sh -c 'a' && b",
      'sh\n-c\na; b',
    ]) {
      const [, form = ''] = /^Write {2}command: (\[.*?\])(?: {2}If.*)?$/.exec(adviceOf(command)) ?? []
      expect(commandOf(form)).toBeDefined()
    }
  })

  it('of a script that cannot be joined shows where the lines go', () => {
    expect(adviceOf('if true; then\n  echo yes\nfi')).toBe(
      'Write the command as a list, with the lines as its last item:\n  command:\n    - sh\n    - -ec\n    - |\n      …',
    )
  })

  it.each([
    ['["“sh”", "-c", a]', 'typographic quote'],
    ['python –m etl', 'typographic dash'],
    ['python\u00a0-m etl', 'typographic non-breaking blank'],
  ])('%j is a warning about typography', (command, part) => {
    const { findings } = readRun({ containers: written(command) })
    expect(findings.map(({ severity }) => severity)).toEqual(['warning'])
    expect(findings[0]?.message).toContain(part)
  })

  it('shows nothing of lines that may be of the environment', () => {
    const containers = 'app:\n  command: |\n    bin/run\n    environment:\n      PASSWORD: hunter2\n'
    const { findings } = readRun({ containers })
    expect(JSON.stringify(findings)).not.toContain('hunter2')
    expect(findings[0]?.advice).toContain("[sh, -c, '…']")
  })

  it('never sends other words than those that a shell would start', () => {
    const letters = [
      'a',
      'b',
      ' ',
      '&&',
      '|',
      ';',
      '$X',
      '`',
      '*',
      '?',
      '~',
      '"',
      "'",
      '\\',
      '\n',
      '#',
      '[',
      ']',
      '{',
      '=',
    ]
    const texts = fc
      .sample(fc.array(fc.constantFrom(...letters), { maxLength: 8 }), { numRuns: 1000, seed: 11 })
      .map((parts) => `run ${parts.join('')}`)
    const accepted = texts.flatMap((text) => {
      const { settings, findings } = readRun({ containers: JSON.stringify({ app: { command: text } }) })
      return findings.length === 0 ? [{ text, words: settings.containers[0]?.command ?? [] }] : []
    })
    expect(accepted.length).toBeGreaterThan(100)
    const printed = execFileSync('sh', ['-s'], {
      cwd: mkdtempSync(join(tmpdir(), 'command-')),
      input: accepted.map(({ text }) => `run() { printf '<%s>' run "$@"; echo; }\n${text}`).join('\n'),
      encoding: 'utf8',
    })
    expect(printed).toBe(
      accepted.map(({ words }) => `${words.map((word) => `<${word}>`).join('')}\n`).join(''),
    )
  })
})
