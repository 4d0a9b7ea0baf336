import type { ContainerOverride } from '@aws-sdk/client-ecs'
import type { Pluggable } from '@smithy/types'
import { createEchoMask, type Mask } from '../text/mask.js'

/** The members with free text of ECS. All others are ids, names, codes, numbers and times. */
const WORDS: ReadonlySet<string> = new Set(['stoppedReason', 'reason', 'detail'])
/** `RESOURCE:MEMORY`, `MISSING`: a code, which never repeats a value of the request. */
const CODE = /^[A-Z][A-Z_]*(?::[A-Z_]+)*$/

/** The mask of each error. The error itself keeps its unmasked text, which an explanation may need. */
const masks = new WeakMap<object, Mask>()

/** The mask for the error of a call. */
export function maskOf(error: unknown): Mask {
  return (typeof error === 'object' && error !== null ? masks.get(error) : undefined) ?? ((text) => text)
}

/**
 * Masks secret values in the free text of ECS: reasons and details. This happens once, before a text is judged, quoted,
 * shortened or turned into JSON or Markdown. Ids, ARNs, names and codes stay unchanged. The answer to a call with
 * environment values may repeat a value of any length.
 */
export function maskAnswers<In extends object, Out extends object>(mask: Mask): Pluggable<In, Out> {
  return {
    applyToStack: (stack) => {
      stack.add(
        (next) => async (args) => {
          const maskEcho = echoMaskOf(args.input)
          const maskWords: Mask = (text) => maskEcho(mask(text))
          try {
            const result = await next(args)
            maskIn(result.output, maskWords)
            return result
          } catch (error) {
            if (typeof error === 'object' && error !== null) masks.set(error, maskWords)
            throw error
          }
        },
        { step: 'initialize', name: 'maskAnswers' },
      )
    },
  }
}

/** A value that is also elsewhere in the request is not secret. AWS must be able to name it. */
function echoMaskOf(input: { readonly overrides?: unknown }): Mask {
  const { containerOverrides = [] } = (input.overrides ?? {}) as {
    readonly containerOverrides?: readonly ContainerOverride[]
  }
  const values = containerOverrides.flatMap(({ environment = [] }) =>
    environment.flatMap(({ value }) => value ?? []),
  )
  if (values.length === 0) return (text) => text
  const elsewhere = JSON.stringify(input, (key, value: unknown) =>
    key === 'environment' ? undefined : value,
  )
  return createEchoMask(values, (value) => elsewhere.includes(JSON.stringify(value).slice(1, -1)))
}

/** Changes the answer in place: only this call uses it. */
function maskIn(value: unknown, mask: Mask): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, member] of Object.entries(value)) {
    if (typeof member !== 'string') maskIn(member, mask)
    else if (WORDS.has(key) && !CODE.test(member)) (value as Record<string, string>)[key] = mask(member)
  }
}
