/* JSON schemas as a person reads them: a line a field, and what is within it one step further. */

export interface Schema {
  $ref?: string
  title?: string
  description?: string
  type?: string
  enum?: readonly unknown[]
  const?: unknown
  default?: unknown
  minimum?: number
  maximum?: number
  maxLength?: number
  pattern?: string
  properties?: Readonly<Record<string, Schema>>
  required?: readonly string[]
  items?: Schema
  prefixItems?: readonly Schema[]
  anyOf?: readonly Schema[]
  additionalProperties?: Schema | boolean
}
export type Types = Readonly<Record<string, Schema>>

export interface Field {
  name: string
  /** `GroupRow[]`, `number | null`, `"ipv4" | "ipv6"`. */
  type: string
  description: string
  required: boolean
  /** Where it has fields of its own. */
  within: Schema | null
}

const nameOf = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1)

/** The schema that a name stands for. */
export const resolved = (schema: Schema, types: Types): Schema =>
  schema.$ref === undefined ? schema : (types[nameOf(schema.$ref)] ?? {})

/** What it is, in a few words; a name is not taken apart. */
export function typeText(schema: Schema): string {
  const { $ref, title, type, anyOf, items, prefixItems, additionalProperties: other } = schema
  if ($ref !== undefined) return nameOf($ref)
  if ('const' in schema) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (anyOf) return anyOf.map(typeText).join(' | ')
  if (prefixItems) return `[${prefixItems.map(typeText).join(', ')}]`
  if (type === 'array' && items)
    return typeText(items).includes(' ') ? `(${typeText(items)})[]` : `${typeText(items)}[]`
  if (type === 'object' && typeof other === 'object') return `{ [name]: ${typeText(other)} }`
  return title ?? type ?? 'any'
}

/** The bounds that a parameter has to keep to. */
export function boundsText({ minimum, maximum, maxLength }: Schema): string {
  if (minimum !== undefined && maximum !== undefined) return `${minimum} … ${maximum}`
  return maxLength === undefined ? '' : `≤ ${maxLength}`
}

/** The fields of an object; of a list those of its items, of a choice those of all that can be chosen. */
export function fieldsOf(schema: Schema, types: Types): Field[] {
  const fields = new Map<string, Field>()
  for (const object of objectsOf(schema, types, new Set())) {
    for (const [name, field] of Object.entries(object.properties ?? {})) {
      if (fields.has(name)) continue
      fields.set(name, {
        name,
        type: typeText(field),
        description: field.description ?? resolved(field, types).description ?? '',
        required: object.required?.includes(name) === true,
        within: [...objectsOf(field, types, new Set())].length > 0 ? field : null,
      })
    }
  }
  return [...fields.values()]
}

function* objectsOf(schema: Schema, types: Types, seen: Set<string>): Generator<Schema> {
  const { $ref, anyOf, items, prefixItems, additionalProperties: other, properties } = schema
  if ($ref !== undefined) {
    if (seen.has($ref)) return
    seen.add($ref)
    yield* objectsOf(resolved(schema, types), types, seen)
  }
  if (properties) yield schema
  for (const part of [...(anyOf ?? []), ...(prefixItems ?? [])]) yield* objectsOf(part, types, seen)
  if (items) yield* objectsOf(items, types, seen)
  if (typeof other === 'object') yield* objectsOf(other, types, seen)
}
