type Schema = Readonly<Record<string, unknown>>

/**
 * What is wrong with a value by a JSON schema, for the words that the description of the API uses; any other word is an
 * error. An object has nothing beside the properties that are told of it: a field that nobody described is found.
 */
export class Validator {
  readonly #types: Readonly<Record<string, Schema>>

  constructor(types: Readonly<Record<string, Schema>>) {
    this.#types = types
  }

  errors(schema: Schema, value: unknown, at = '$'): string[] {
    const { $ref, anyOf, type, enum: values, properties, items, additionalProperties: other, ...rest } = schema
    const { required = [], prefixItems, minItems, maxItems, ...words } = rest
    const unknown = Object.keys(words).filter((word) => !['title', 'description', 'const'].includes(word))
    if (unknown.length > 0) return [`${at}: the schema says ${unknown.join(', ')}, which is not checked here`]
    const wrong: string[] = []
    if (typeof $ref === 'string') {
      const named = this.#types[$ref.replace('#/components/schemas/', '')]
      wrong.push(...(named ? this.errors(named, value, at) : [`${at}: there is no ${$ref}`]))
    }
    if (Array.isArray(anyOf)) wrong.push(...this.#any(anyOf as Schema[], value, at))
    if (typeof type === 'string' && typeOf(value) !== type) return [...wrong, `${at}: ${typeOf(value)} is no ${type}`]
    if (Array.isArray(values) && !values.includes(value))
      wrong.push(`${at}: ${String(value)} is none of ${values.join(', ')}`)
    if ('const' in schema && value !== schema['const']) wrong.push(`${at}: it is not ${String(schema['const'])}`)
    if (Array.isArray(value)) {
      const each = prefixItems as Schema[] | undefined
      if (value.length < Number(minItems ?? 0) || value.length > Number(maxItems ?? Infinity))
        wrong.push(`${at}: its length`)
      value.forEach((item, i) => {
        const told = each?.[i] ?? (items as Schema | undefined)
        if (told) wrong.push(...this.errors(told, item, `${at}[${i}]`))
      })
    }
    if (type === 'object') {
      const fields = value as Record<string, unknown>
      const known = (properties ?? {}) as Record<string, Schema>
      for (const name of required as string[]) if (!(name in fields)) wrong.push(`${at}.${name} is missing`)
      for (const [name, field] of Object.entries(fields)) {
        const told = known[name] ?? (other as Schema | undefined)
        wrong.push(...(told ? this.errors(told, field, `${at}.${name}`) : [`${at}.${name} is not described`]))
      }
    }
    return wrong
  }

  /** Of several, what is wrong by the one that fits best. */
  #any(schemas: readonly Schema[], value: unknown, at: string): string[] {
    const tried = schemas.map((schema) => this.errors(schema, value, at))
    return tried.reduce((best, wrong) => (wrong.length < best.length ? wrong : best))
  }
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
