import { API_PREFIX } from '../../shared/api.ts'
import type { Schema, Types } from './schema.ts'

/* What the page takes from openapi.json. */

export interface Parameter {
  name: string
  in: 'path' | 'query'
  required: boolean
  description?: string
  schema: Schema
  example?: string
}

interface Content {
  schema?: Schema
  example?: unknown
}
interface Told {
  operationId: string
  tags: readonly string[]
  summary: string
  description?: string
  parameters: readonly Parameter[]
  requestBody?: { description: string; content: Readonly<Record<string, Content>> }
  responses: Readonly<Record<string, { description: string; content?: Readonly<Record<string, Content>> }>>
}
export interface OpenApi {
  info: { version: string }
  tags: readonly { name: string; description: string }[]
  paths: Readonly<Record<string, Readonly<Record<string, Told>>>>
  components: { schemas: Types }
}

export interface Operation extends Told {
  method: string
  path: string
}
export interface Tag {
  name: string
  description: string
  operations: readonly Operation[]
}

/** By tag; of those that have every one of the words in what is said of them. */
export function tagsOf({ tags, paths }: OpenApi, search: string): Tag[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, told]): Operation => ({ ...told, method: method.toUpperCase(), path })),
  )
  const found = operations.filter((operation) => words.every((word) => textOf(operation).includes(word)))
  return tags
    .map(({ name, description }) => ({
      name,
      description,
      operations: found.filter((operation) => operation.tags.includes(name)),
    }))
    .filter((tag) => tag.operations.length > 0)
}

const textOf = ({ method, path, summary, description, parameters }: Operation): string =>
  [method, path, summary, description, ...parameters.flatMap(({ name, description: told }) => [name, told])]
    .join(' ')
    .toLowerCase()

export type Values = Readonly<Record<string, string>>

/** What the example of an operation says of each parameter. */
export const exampleOf = ({ parameters }: Operation): Record<string, string> =>
  Object.fromEntries(parameters.map(({ name, example }) => [name, example ?? '']))

/** The path and query of a request; a parameter of the query without a value is left out. */
export function targetOf({ path, parameters }: Operation, values: Values): string {
  const query = new URLSearchParams()
  for (const { name, in: place } of parameters) {
    if (place === 'query' && values[name]) query.set(name, values[name])
  }
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''))
  return `${API_PREFIX}${filled}${query.size > 0 ? `?${query.toString()}` : ''}`
}

/** For a shell. */
export function curlOf(operation: Operation, values: Values, origin: string): string {
  const { method, requestBody } = operation
  const [body] = Object.entries(requestBody?.content ?? {})
  const parts = [
    'curl',
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    quoted(`${origin}${targetOf(operation, values)}`),
    ...(body ? [`-H ${quoted(`Content-Type: ${body[0]}`)}`, `--data-binary ${quoted(bodyText(body[1].example))}`] : []),
  ]
  return parts.join(' ')
}

const bodyText = (example: unknown): string => (typeof example === 'string' ? example : JSON.stringify(example ?? {}))
const quoted = (text: string): string => `'${text.replace(/'/g, `'\\''`)}'`

/** The schema of what a success answers as JSON; null: a file, or nothing. */
export const answerOf = ({ responses }: Operation): Schema | null =>
  (responses['200'] ?? responses['202'])?.content?.['application/json']?.schema ?? null

/** The types of a file that a success answers. */
export const fileTypesOf = (operation: Operation): string[] =>
  answerOf(operation) ? [] : Object.keys(operation.responses['200']?.content ?? {})
