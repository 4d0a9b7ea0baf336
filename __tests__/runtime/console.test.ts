import { afterEach, describe, expect, it } from '@jest/globals'
import fc from '../../testing/properties.js'
import { openRunnerConsole, type Console } from '../../src/runtime/console.js'
import { hostileText, linesAsRead } from '../../testing/hostile-text.ts'
import { printedBy } from '../../testing/printed.ts'

/** What a log printer would print: one line without a line end. */
const hostileLine = hostileText.map((text) => linesAsRead(text)[0] ?? '')

const OWN = [
  [
    'a line',
    (console: Console, text: string) => {
      console.line(text)
    },
    [],
  ],
  [
    'a group',
    (console: Console, text: string) => {
      console.group(text)
      console.endGroup()
    },
    ['group', 'endgroup'],
  ],
  [
    'a debug message',
    (console: Console, text: string) => {
      console.debug(text)
    },
    ['debug'],
  ],
  [
    'an error',
    (console: Console, text: string) => {
      console.annotate('error', text, text)
    },
    ['error'],
  ],
  [
    'a warning',
    (console: Console, text: string) => {
      console.annotate('warning', text, text)
    },
    ['warning'],
  ],
  [
    'a notice',
    (console: Console, text: string) => {
      console.annotate('notice', text, text)
    },
    ['notice'],
  ],
] as const

afterEach(() => {
  delete process.env['NO_COLOR']
})

describe('the console', () => {
  it.each(OWN)('has the runner obey %s for itself alone, whatever its text', async (_name, say, commands) => {
    await fc.assert(
      fc.asyncProperty(hostileText, async (text) => {
        const { commands: obeyed, stopped } = await printedBy(() => {
          say(openRunnerConsole(), text)
        })
        expect(obeyed.map(({ name }) => name)).toEqual(commands)
        expect(stopped).toBe(false)
      }),
      { numRuns: 500 },
    )
  })

  it('keeps line feeds and blanks of an annotation, and the title apart from it', async () => {
    const { annotations } = await printedBy(() => {
      openRunnerConsole().annotate('error', 'one, two: three', 'first\n  100 % of it\n  ::error::third')
    })
    expect(annotations).toEqual([
      {
        level: 'error',
        message: 'first\n  100 % of it\n  : :error::third',
        properties: { title: 'one, two: three' },
      },
    ])
  })

  it('shows foreign lines as they are, colours and all, and obeys none of them', async () => {
    const lines = ['::error::boom', '  ##[group]x', '\u001b[31mred\u001b[0m', '::stop-commands::mine', '']
    const { log, commands, stopped } = await printedBy(() => {
      const console = openRunnerConsole()
      console.foreign(lines)
      console.close()
    })
    expect(log.split('\n').slice(1, -1)).toEqual(lines)
    expect(commands).toEqual([])
    expect(stopped).toBe(false)
  })

  it('obeys its own commands after foreign lines, and only those', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.array(hostileLine, { minLength: 1, maxLength: 3 }), fc.constantFrom(...OWN)), {
          maxLength: 8,
        }),
        async (acts) => {
          const { commands, stopped } = await printedBy(() => {
            const console = openRunnerConsole()
            for (const act of acts) {
              if (typeof act[1] === 'function') act[1](console, 'own')
              else console.foreign(act as string[])
            }
            console.close()
          })
          expect(commands.map(({ name }) => name)).toEqual(
            acts.flatMap((act) => (typeof act[1] === 'function' ? (act[2] as readonly string[]) : [])),
          )
          expect(stopped).toBe(false)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('stops commands once for many foreign lines, under a token that is never the same', async () => {
    const { text } = await printedBy(() => {
      const console = openRunnerConsole()
      console.foreign(['one'])
      console.foreign(['two'])
      console.line('own')
      console.endGroup()
      console.foreign(['three'])
      console.close()
    })
    const tokens = [...text.matchAll(/^::stop-commands::(.+)$/gm)].map(([, token]) => token)
    expect(tokens).toHaveLength(2)
    expect(new Set(tokens).size).toBe(2)
    for (const token of tokens) expect(token).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('has the runner mask a value where it obeys, and takes it out of the words of others alone', async () => {
    const { masks, unmaskedLog } = await printedBy(() => {
      const console = openRunnerConsole()
      console.foreign(['log'])
      console.mask('correct-horse')
      console.line(console.masked('AWS says correct-horse'))
      console.line('cluster correct-horse')
      console.close()
    })
    expect(masks).toEqual(['correct-horse'])
    expect(unmaskedLog).toMatch(/AWS says \*\*\*\ncluster correct-horse$/)
  })

  it.each([
    [undefined, true],
    ['', true],
    ['1', false],
  ])('with NO_COLOR %j colours: %j', (value, coloured) => {
    if (value !== undefined) process.env['NO_COLOR'] = value
    expect(openRunnerConsole().coloured).toBe(coloured)
  })
})

describe('more annotations than GitHub shows', () => {
  it('leave the last place to a count, and go to the log as text', async () => {
    const { annotations, log } = await printedBy(() => {
      const console = openRunnerConsole()
      for (let index = 1; index <= 14; index++)
        console.annotate('error', `title ${index}`, `message ${index}\nmore`)
      console.annotate('warning', 'one', 'alone')
      console.close()
    })
    const errors = annotations.filter(({ level }) => level === 'error')
    expect(errors).toHaveLength(10)
    expect(errors[9]?.message).toMatch(/^and 5 more: title 10; .*title 14$/)
    expect(annotations.filter(({ level }) => level === 'warning')).toHaveLength(1)
    for (let index = 1; index <= 14; index++) expect(log).toContain(`message ${index}`)
  })
})
