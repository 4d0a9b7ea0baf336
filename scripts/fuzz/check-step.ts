import MarkdownIt from 'markdown-it'
import { readActionFile } from '../../testing/runner/action-file.ts'
import { parseCommand } from '../../testing/runner/commands.ts'
import type { FinishedStep } from '../../testing/runner/runner.ts'
import { SECRETS, spellingsOf } from './draw.ts'

/** The commands that this action gives. */
const OWN_COMMANDS: ReadonlySet<string> = new Set([
  ...['group', 'endgroup', 'error', 'warning', 'notice', 'debug', 'add-mask'],
])
const JSON_OUTPUTS: ReadonlySet<string> = new Set([
  'task-arns',
  'task-ids',
  'tasks',
  'request',
  'private-ips',
])
/** To the letter what a container wrote, as the docs say. */
const AS_WRITTEN: ReadonlySet<string> = new Set(['result'])

const page = new MarkdownIt({ html: true, linkify: true })

/** Everything that must hold of a step, whatever others wrote. */
export function checkStep(step: FinishedStep): string[] {
  return [
    ...checkEnd(step),
    ...checkCommands(step),
    ...checkOutputs(step),
    ...checkSecrets(step),
    ...checkLines(step),
    ...checkSummary(step),
  ]
}

function checkEnd({ exitCode, signal, outputs, annotations, lines }: FinishedStep): string[] {
  const fault = annotations.find(({ properties }) => properties['title'] === 'The action failed')
  const trace = lines.find((line) => /^\s+at .+:\d+:\d+\)?$/.test(line))
  return [
    ...(signal === null ? [] : [`It had to be killed (${signal}): it hung.`]),
    ...(signal !== null || exitCode === 0 || exitCode === 1 ? [] : [`Its exit code is ${exitCode}.`]),
    ...(outputs['outcome'] ? [] : ['There is no output outcome.']),
    ...(fault ? [`It met a fault of its own: ${fault.message.slice(0, 200)}`] : []),
    ...(trace === undefined ? [] : [`It printed a stack trace: ${trace}`]),
  ]
}

function checkCommands({ commands, refusedCommand, stopped, annotations }: FinishedStep): string[] {
  const others = commands.filter(({ name }) => !OWN_COMMANDS.has(name)).map(({ name }) => name)
  const properties = annotations.flatMap((annotation) => Object.keys(annotation.properties))
  return [
    ...(others.length === 0 ? [] : [`The runner obeyed ${others.join(', ')}.`]),
    ...(properties.every((name) => name === 'title') ? [] : [`An annotation has ${properties.join(', ')}.`]),
    ...(refusedCommand ? ['The runner refused a command.'] : []),
    ...(stopped ? ['Commands stay switched off.'] : []),
  ]
}

function checkOutputs({ outputs, exported }: FinishedStep): string[] {
  const known = Object.keys(readActionFile('.').outputs)
  return [
    ...Object.keys(outputs)
      .filter((name) => !known.includes(name))
      .map((name) => `There is an output ${JSON.stringify(name)}.`),
    ...(Object.keys(exported).length === 0 ? [] : ['A variable was exported.']),
    ...Object.entries(outputs).flatMap(([name, value]) => {
      if (AS_WRITTEN.has(name)) return []
      // As the docs have it: echo "$OUTCOME because of $REASON".
      const printed = [value, `failed because of ${value}`]
      return [
        ...(JSON_OUTPUTS.has(name) && value !== '' && !isJson(value)
          ? [`The output ${name} is no JSON.`]
          : []),
        ...(/[\r\n]/.test(value) ? [`The output ${name} has several lines.`] : []),
        ...(printed.some((line) => parseCommand(line)) ? [`The output ${name} commands the runner.`] : []),
      ]
    }),
  ]
}

function checkSecrets({ lines, outputs, state, summary, annotations }: FinishedStep): string[] {
  const texts = {
    'the log': lines.filter((line) => !line.startsWith('::add-mask::')).join('\n'),
    'an annotation': annotations.map(({ message }) => message).join('\n'),
    'an output': Object.values(outputs)
      .flatMap((value) => [value, ...stringsIn(value)])
      .join('\n'),
    'the state': Object.values(state).join('\n'),
    'the summary': `${summary}\n${textOf(summary)}`,
  }
  const secrets = SECRETS.flatMap((secret) => secret.split('\n'))
  return Object.entries(texts).flatMap(([where, text]) =>
    secrets
      .filter((secret) => spellingsOf(secret).some((spelling) => text.includes(spelling)))
      .map((secret) => `${where} holds ${secret}`),
  )
}

/** Tabs and colours are all that a line may hold beside its text. */
function checkLines({ lines }: FinishedStep): string[] {
  const COLOUR = new RegExp(`${String.fromCodePoint(0x1b)}\\[[\\d;:]*m`, 'g')
  const odd = lines.find((line) =>
    /(?!\t)\p{Cc}|\p{Bidi_Control}|\p{Zl}|\p{Zp}/u.test(line.replaceAll(COLOUR, '')),
  )
  const markup = lines.find((line) => line.includes('##['))
  return [
    ...(odd === undefined ? [] : [`A line holds what is no text: ${JSON.stringify(odd.slice(0, 200))}`]),
    ...(markup === undefined ? [] : [`A line looks like markup: ${JSON.stringify(markup.slice(0, 200))}`]),
  ]
}

function checkSummary({ summary }: FinishedStep): string[] {
  const tokens = page.parse(summary, {})
  const inline = tokens.flatMap(({ children }) => children ?? [])
  const links = inline.flatMap((token) => (token.type === 'link_open' ? (token.attrGet('href') ?? '') : []))
  const tags = inline.flatMap(({ type, content }) => (type === 'html_inline' ? content : []))
  const strange = [
    ...links.filter(
      (url) =>
        !/^https:\/\/[a-z\d-]+\.console\.(?:aws\.amazon\.com|amazonaws(?:-us-gov)?\.(?:com|cn))\//.test(url),
    ),
    ...tags.filter((tag) => !/^<(?:br|\/?code|\/?span|\/?details|\/?summary)>$/.test(tag)),
    ...inline.filter(({ type }) => type === 'image').map(() => 'an image'),
  ]
  return strange.map((what) => `The summary has ${what.slice(0, 200)}`)
}

function textOf(markdown: string): string {
  return markdown
    .replaceAll(/<\/?\w+>/g, '')
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** All texts in a JSON value, as a program reads them. */
function stringsIn(json: string): string[] {
  const found: string[] = []
  if (isJson(json))
    JSON.parse(json, (_, value: unknown) => {
      if (typeof value === 'string') found.push(value)
      return value
    })
  return found
}
