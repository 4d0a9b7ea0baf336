import type { ContainerOverride } from '@aws-sdk/client-ecs'
import type { Pluggable } from '@smithy/types'
import { createEchoMask, type Mask } from '../text/mask.js'

/** The members in which ECS says something in words. All others are ids, names, codes, numbers and times. */
const WORDS: ReadonlySet<string> = new Set(['stoppedReason', 'reason', 'detail'])
/** `RESOURCE:MEMORY`, `MISSING`: a code, which never repeats anything. */
const CODE = /^[A-Z][A-Z_]*(?::[A-Z_]+)*$/

/** How the words of an error are masked: an explanation may need them as they are. */
const masks = new WeakMap<object, Mask>()

/** The mask for what was thrown by a call. */
export function maskOf(error: unknown): Mask {
  return (typeof error === 'object' && error !== null ? masks.get(error) : undefined) ?? ((text) => text)
}

/**
 * Masks secret values where ECS speaks in words: reasons and details. It is done once, before anything is judged, quoted, shortened or turned into JSON or Markdown, and leaves ids, ARNs, names and codes whole. The answer to a call that
 * carries environment values may repeat those of any length.
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

/** A value that stands elsewhere in the request too is no secret, and AWS must be able to name it. */
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

/** Changes the answer in place: it is this call's alone. */
function maskIn(value: unknown, mask: Mask): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, member] of Object.entries(value)) {
    if (typeof member !== 'string') maskIn(member, mask)
    else if (WORDS.has(key) && !CODE.test(member)) (value as Record<string, string>)[key] = mask(member)
  }
}
