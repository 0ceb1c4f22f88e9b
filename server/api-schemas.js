// The types of the answers of the API as JSON schemas (draft 2020-12), with their comments as descriptions, read from
// `shared/api.ts` by the compiler: so they cannot say anything else than the code. Run by the build; plain JavaScript like it.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const FILE = join(root, 'shared', 'api.ts')
/** Interfaces whose properties are answers, and what stands before their names. */
const ANSWERS = { Answers: 'GET ', WriteAnswers: '' }
/** Further types that the description of the API names. */
const NAMED = ['ProblemDetails']
/** A type within a type within ...: beyond that it has no end. */
const MAX_DEPTH = 40

/** Schemas by answer, and the types that they name. Throws in a sentence what cannot be said as a schema. */
export function apiSchemas() {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path))
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root)
  const program = ts.createProgram([FILE], options)
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(FILE)
  if (!source) throw new Error(`There is no ${FILE}.`)
  const exported = new Map(checker.getExportsOfModule(checker.getSymbolAtLocation(source)).map((s) => [s.name, s]))
  const writer = new SchemaWriter(checker)
  const typeNamed = (name) => {
    const symbol = exported.get(name)
    if (!symbol) throw new Error(`${FILE} exports no ${name}.`)
    return checker.getDeclaredTypeOfSymbol(symbol)
  }
  const answers = {}
  for (const [name, before] of Object.entries(ANSWERS)) {
    for (const property of checker.getPropertiesOfType(typeNamed(name))) {
      answers[`${before}${property.name}`] = writer.ofProperty(property)
    }
  }
  for (const name of NAMED) writer.schemaOf(typeNamed(name), name)
  return { answers, types: Object.fromEntries([...writer.types].sort(([a], [b]) => (a < b ? -1 : 1))) }
}

class SchemaWriter {
  /** Schemas by the names of their types. */
  types = new Map()
  #named = new Map()
  #depth = 0
  #checker

  constructor(checker) {
    this.#checker = checker
  }

  ofProperty(property) {
    const schema = this.schemaOf(this.#checker.getTypeOfSymbol(property), property.name)
    const alias = this.#plainAlias(property)
    const description = this.#docOf(property) || (alias ? this.#docOf(alias) : '')
    return {
      ...(alias ? { title: alias.name } : {}),
      ...schema,
      ...(description ? { description } : {}),
    }
  }

  schemaOf(type, where) {
    const name = this.#nameOf(type)
    if (name === null) return this.#written(type, where)
    const known = this.#named.get(name)
    if (known && known !== type) throw new Error(`Two types of shared/ are called ${name}. Remedy: rename one.`)
    if (!known) {
      this.#named.set(name, type)
      const description = this.#docOf(type.aliasSymbol ?? type.symbol)
      this.types.set(name, { ...this.#written(type, name), ...(description ? { description } : {}) })
    }
    return { $ref: `#/components/schemas/${name}` }
  }

  /** Of an interface or an alias of the contract without parameters; null of any other. */
  #nameOf(type) {
    const alias = type.aliasSymbol
    if (alias) return type.aliasTypeArguments?.length || !isOurs(alias) ? null : alias.name
    const isInterface = (type.flags & ts.TypeFlags.Object) !== 0 && (type.objectFlags & ts.ObjectFlags.Interface) !== 0
    const isGeneric = this.#checker.getTypeArguments(type).length > 0
    return isInterface && !isGeneric && isOurs(type.symbol) ? type.symbol.name : null
  }

  #written(type, where) {
    this.#depth += 1
    if (this.#depth > MAX_DEPTH) throw new Error(`The type of ${where} has no end. Remedy: give the inner type a name.`)
    try {
      return this.#plain(type, where)
    } finally {
      this.#depth -= 1
    }
  }

  #plain(type, where) {
    const { flags } = type
    const is = (flag) => (flags & flag) !== 0
    if (is(ts.TypeFlags.StringLiteral)) return { type: 'string', const: type.value }
    if (is(ts.TypeFlags.NumberLiteral)) return { type: 'number', const: type.value }
    if (is(ts.TypeFlags.BooleanLiteral)) return { type: 'boolean', const: type.intrinsicName === 'true' }
    if (is(ts.TypeFlags.StringLike)) return { type: 'string' }
    if (is(ts.TypeFlags.NumberLike)) return { type: 'number' }
    if (is(ts.TypeFlags.Null)) return { type: 'null' }
    // A union of both booleans.
    if (is(ts.TypeFlags.Boolean)) return { type: 'boolean' }
    if (is(ts.TypeFlags.Unknown)) return {}
    if (type.isUnion()) return this.#union(type, where)
    if (type.isIntersection()) {
      // A number or text with a brand is a number or text.
      const plain = type.types.find((part) => (part.flags & (ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike)) !== 0)
      return plain ? this.#plain(plain, where) : this.#object(type, where)
    }
    if (is(ts.TypeFlags.Object)) return this.#object(type, where)
    throw new Error(`The type of ${where} (${this.#checker.typeToString(type)}) is nothing that JSON has.`)
  }

  #union(type, where) {
    const parts = type.types.filter((part) => (part.flags & ts.TypeFlags.Undefined) === 0)
    const booleans = parts.filter((part) => (part.flags & ts.TypeFlags.BooleanLiteral) !== 0)
    const rest = booleans.length === 2 ? parts.filter((part) => !booleans.includes(part)) : parts
    const schemas = rest.map((part) => this.schemaOf(part, where))
    if (booleans.length === 2) schemas.push({ type: 'boolean' })
    return oneOf(schemas)
  }

  #object(type, where) {
    const checker = this.#checker
    if (checker.isTupleType(type)) {
      const items = checker.getTypeArguments(type).map((item) => this.schemaOf(item, where))
      return { type: 'array', prefixItems: items, minItems: items.length, maxItems: items.length }
    }
    if (checker.isArrayType(type)) {
      const [item] = checker.getTypeArguments(type)
      return { type: 'array', items: this.schemaOf(item, `${where}[]`) }
    }
    if (type.getCallSignatures().length > 0) throw new Error(`${where} is a function, which JSON has not.`)
    const properties = {}
    const required = []
    for (const property of checker.getPropertiesOfType(type)) {
      properties[property.name] = this.ofProperty(property)
      if ((property.flags & ts.SymbolFlags.Optional) === 0) required.push(property.name)
    }
    const index = checker.getIndexTypeOfType(type, ts.IndexKind.String)
    return {
      type: 'object',
      ...(Object.keys(properties).length > 0 ? { properties } : {}),
      ...(required.length > 0 ? { required } : {}),
      ...(index ? { additionalProperties: this.schemaOf(index, `${where}.*`) } : {}),
    }
  }

  /** The compiler forgets the name of a number or text: `EpochMs` is found where the property was written. */
  #plainAlias(property) {
    const node = property.declarations?.[0]
    if (!node || !ts.isPropertySignature(node) || !node.type) return null
    const parts = ts.isUnionTypeNode(node.type) ? node.type.types : [node.type]
    for (const part of parts) {
      if (!ts.isTypeReferenceNode(part)) continue
      const symbol = this.#checker.getSymbolAtLocation(part.typeName)
      const alias = symbol && symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol
      if (!alias || !(alias.flags & ts.SymbolFlags.TypeAlias)) continue
      const { flags } = this.#checker.getDeclaredTypeOfSymbol(alias)
      if ((flags & (ts.TypeFlags.String | ts.TypeFlags.Number)) !== 0) return alias
    }
    return null
  }

  #docOf(symbol) {
    return ts.displayPartsToString(symbol?.getDocumentationComment(this.#checker)).replace(/\s+/g, ' ').trim()
  }
}

const isOurs = (symbol) =>
  symbol.declarations?.some((node) => node.getSourceFile().fileName.startsWith(join(root, 'shared'))) === true &&
  symbol.name !== '__type'

/** Literals of one type are an enumeration. */
function oneOf(schemas) {
  const literals = schemas.filter((schema) => 'const' in schema)
  const others = schemas.filter((schema) => !('const' in schema))
  const types = [...new Set(literals.map((schema) => schema.type))]
  const lists = types.map((type) => {
    const values = literals.filter((schema) => schema.type === type).map((schema) => schema.const)
    return { type, enum: values }
  })
  // null last: it is the exception.
  const isNull = (schema) => schema.type === 'null'
  const all = [...lists, ...others.filter((schema) => !isNull(schema)), ...others.filter(isNull)]
  return all.length === 1 ? all[0] : { anyOf: all }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , out] = process.argv
  if (out) {
    mkdirSync(dirname(out), { recursive: true })
    writeFileSync(out, JSON.stringify(apiSchemas()))
  } else process.stdout.write(`${JSON.stringify(apiSchemas(), null, 2)}\n`)
}
