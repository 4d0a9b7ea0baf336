/**
 * Resolves a CloudFormation template by its parameters, as far as the templates of `examples/aws/` need it. Attributes
 * of resources become the text `<Resource>.<Attribute>`.
 */
import { parse, type ScalarTag, type CollectionTag } from 'yaml'

type Value = string | number | boolean | null | Value[] | { [key: string]: Value }

export interface Resource {
  readonly Type: string
  readonly Properties: Readonly<Record<string, unknown>>
}

interface Template {
  readonly Parameters: Readonly<Record<string, { readonly Type: string; readonly Default?: string | number }>>
  readonly Conditions?: Readonly<Record<string, Value>>
  readonly Resources: Readonly<Record<string, { Type: string; Properties: Value; Condition?: string }>>
  readonly Outputs: Readonly<Record<string, { readonly Value: Value }>>
}

/** Stands for `AWS::NoValue`: what holds it is left out. */
const NO_VALUE = '\0'

const FUNCTIONS = ['And', 'Equals', 'GetAtt', 'If', 'Join', 'Not', 'Or', 'Sub']

const customTags: (ScalarTag | CollectionTag)[] = [...FUNCTIONS, 'Ref', 'Condition'].flatMap((name) => {
  const wrap = (value: unknown) => ({ [FUNCTIONS.includes(name) ? `Fn::${name}` : name]: value })
  return [
    { tag: `!${name}`, resolve: wrap },
    {
      tag: `!${name}`,
      collection: 'seq',
      resolve: (items) => wrap((items as { toJSON: () => unknown }).toJSON()),
    },
  ] satisfies (ScalarTag | CollectionTag)[]
})

/** The resources that the parameters create, by logical name. Throws where a parameter is unknown or missing. */
export function resolveTemplate(
  text: string,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, Resource>> {
  const template = parse(text, { customTags }) as Template
  const unknown = Object.keys(given).filter((name) => template.Parameters[name] === undefined)
  if (unknown.length > 0) throw new Error(`The template has no parameter ${unknown.join(', ')}`)
  const parameters = Object.entries(template.Parameters).map(([name, { Type, Default }]) => {
    const value = given[name] ?? Default
    if (value === undefined) throw new Error(`The parameter ${name} is not given`)
    return [name, /List/.test(Type) ? String(value).split(',') : String(value)] as const
  })
  const resolve = resolver(new Map<string, Value>([...PSEUDO_PARAMETERS, ...parameters]), template)
  return Object.fromEntries(
    Object.entries(template.Resources)
      .filter(([, { Condition }]) => Condition === undefined || resolve({ Condition }) === true)
      .map(([name, { Type, Properties }]) => [
        name,
        { Type, Properties: resolve(Properties) as Resource['Properties'] },
      ]),
  )
}

const PSEUDO_PARAMETERS = [
  ['AWS::Partition', 'aws'],
  ['AWS::Region', 'eu-west-1'],
  ['AWS::AccountId', '111122223333'],
  ['AWS::NoValue', NO_VALUE],
] as const

function resolver(names: ReadonlyMap<string, Value>, { Conditions = {}, Resources }: Template) {
  const lookUp = (name: string): Value => {
    const value = names.get(name) ?? (Resources[name] && name) ?? (/^\w+\.\w+$/.test(name) ? name : undefined)
    if (value === undefined) throw new Error(`The template refers to ${name}, which is not there`)
    return value
  }
  const substitute = (text: string, own: Readonly<Record<string, Value>> = {}): string =>
    text.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => textOf(own[name] ?? lookUp(name)))
  const functions: Readonly<Record<string, (argument: Value) => Value>> = {
    Ref: (name) => lookUp(textOf(name)),
    Condition: (name) => resolve(Conditions[textOf(name)] ?? null),
    'Fn::And': (all) => listOf(all).every((one) => resolve(one) === true),
    'Fn::Or': (all) => listOf(all).some((one) => resolve(one) === true),
    'Fn::Not': (one) => resolve(listOf(one)[0] ?? null) !== true,
    'Fn::Equals': (both) => new Set(listOf(both).map((one) => JSON.stringify(resolve(one)))).size === 1,
    'Fn::GetAtt': (path) => textOf(path),
    'Fn::If': (argument) => {
      const [condition = null, yes = null, no = null] = listOf(argument)
      return resolve(resolve({ Condition: condition }) === true ? yes : no)
    },
    'Fn::Join': (argument) => {
      const [between = '', parts = []] = listOf(argument)
      return listOf(resolve(parts)).map(textOf).join(textOf(between))
    },
    'Fn::Sub': (argument) => {
      const [text = '', own = {}] = Array.isArray(argument) ? argument : [argument]
      return substitute(textOf(text), resolve(own) as Readonly<Record<string, Value>>)
    },
  }
  const resolve = (value: Value): Value => {
    if (Array.isArray(value)) return value.map(resolve).filter((item) => item !== NO_VALUE)
    if (typeof value !== 'object' || value === null) return value
    const [[name, argument] = ['', null], ...others] = Object.entries(value)
    const apply = others.length === 0 ? functions[name] : undefined
    if (apply !== undefined) return apply(argument)
    const members = Object.entries(value).map(([key, member]) => [key, resolve(member)] as const)
    return Object.fromEntries(members.filter(([, member]) => member !== NO_VALUE))
  }
  return resolve
}

function listOf(value: Value): Value[] {
  if (!Array.isArray(value)) throw new Error(`A list is expected in place of ${JSON.stringify(value)}`)
  return value
}

function textOf(value: Value): string {
  if (typeof value === 'object' && value !== null)
    throw new Error(`A text is expected in place of ${JSON.stringify(value)}`)
  return String(value)
}
