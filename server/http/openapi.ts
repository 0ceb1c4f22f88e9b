import { z } from 'zod'
import { API_PREFIX } from '../../shared/api.ts'
import { PROBLEM_NAMES, PROBLEMS, type ProblemName } from '../../shared/problems.ts'
import type { AnswerSchemas, JsonSchema } from './answer-schemas.ts'
import { nameOf, TAGS, type Operation } from './operations/operation.ts'
import { PATH_PARAMETERS } from './operations/path-parameters.ts'

/** What any operation may be answered with. */
const ALWAYS: readonly ProblemName[] = [
  'parameter-invalid',
  'token-needed',
  'not-allowed',
  'not-acceptable',
  'wrong-host',
  'too-many-attempts',
  'too-many-requests',
  'server-failed',
]
const OF_BODIES: readonly ProblemName[] = ['body-invalid', 'too-slow', 'body-too-long', 'type-not-supported']
const TELLS_WHEN: ReadonlySet<number> = new Set([429, 503])

/** The whole API as OpenAPI 3.1: requests as they are checked, answers as they are typed. */
export function openApi(operations: readonly Operation[], schemas: AnswerSchemas, version: string): JsonSchema {
  const paths: Record<string, Record<string, JsonSchema>> = {}
  for (const operation of operations) {
    const path = operation.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: described(operation, schemas) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Rollcall', version, summary: 'Who watches which multicast group, who asks, and what is wrong.' },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: [{ url: API_PREFIX }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    security: [{ token: [] }, { cookie: [] }, {}],
    paths,
    components: {
      schemas: schemas.types,
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A token that an operator made, or that of `--token`.' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'rollcall', description: 'What a page is left with.' },
      },
    },
  }
}

function described(operation: Operation, schemas: AnswerSchemas): JsonSchema {
  const { tag, summary, description, body, example } = operation
  return {
    operationId: idOf(operation),
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    parameters: [...pathParameters(operation), ...queryParameters(operation)],
    ...(body
      ? {
          requestBody: {
            required: true,
            description: `At most ${body.limit} octets.`,
            content: Object.fromEntries(
              body.types.map((type) => [
                type,
                { schema: body.schema ? input(body.schema) : { type: 'string' }, example: example.body },
              ]),
            ),
          },
        }
      : {}),
    responses: { ...success(operation, schemas), ...failures(operation) },
  }
}

const idOf = ({ method, path }: Operation): string =>
  method.toLowerCase() +
  path
    .split(/[/.-]/)
    .map((part) => (part.startsWith(':') ? `By${capital(part.slice(1))}` : capital(part)))
    .join('')

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)

const pathParameters = ({ path, example }: Operation): JsonSchema[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    description: PATH_PARAMETERS[name] ?? '',
    schema: { type: 'string' },
    ...(example.path?.[name] === undefined ? {} : { example: example.path[name] }),
  }))

const queryParameters = ({ query, example }: Operation): JsonSchema[] =>
  Object.entries<z.ZodType>(query?.shape ?? {}).map(([name, field]) => {
    const { description, ...schema } = input(field)
    return {
      name,
      in: 'query',
      required: !field.safeParse(undefined).success,
      ...(description === undefined ? {} : { description }),
      schema,
      ...(example.query?.[name] === undefined ? {} : { example: example.query[name] }),
    }
  })

/** As it is written, before it is read. */
function input(schema: z.ZodType): Record<string, unknown> {
  const { pattern, ...known } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  // One dialect is said for all.
  delete known.$schema
  return {
    ...known,
    // A number is checked as the text that it comes as.
    ...(pattern === undefined || known.type !== 'string' ? {} : { pattern }),
    ...(schema instanceof z.ZodDefault ? { default: schema.def.defaultValue } : {}),
  }
}

function success({ answer, method, secret }: Operation, { answers }: AnswerSchemas): JsonSchema {
  if (answer === 'nothing') return { 204: { description: 'It is done.' } }
  if ('file' in answer) {
    const content = Object.fromEntries(answer.file.map((type) => [type, {}]))
    return { 200: { description: 'The file.', content } }
  }
  const schema = answers[answer.json]
  if (!schema)
    throw new Error(`The type of ${answer.json} stands neither in Answers nor in WriteAnswers of shared/api.ts.`)
  const hasTag = method === 'GET' && secret !== true
  const headers = hasTag
    ? { headers: { ETag: { schema: { type: 'string' }, description: 'The tag of the content.' } } }
    : {}
  return {
    [answer.status ?? 200]: { description: 'The answer.', ...headers, content: { 'application/json': { schema } } },
    ...(hasTag ? { 304: { description: 'What `If-None-Match` has is still the answer.' } } : {}),
  }
}

function failures({ body, problems = [] }: Operation): JsonSchema {
  const mine = new Set([...ALWAYS, ...(body ? OF_BODIES : []), ...problems])
  const byStatus = new Map<number, ProblemName[]>()
  for (const name of PROBLEM_NAMES) {
    const { status } = PROBLEMS[name]
    if (mine.has(name)) byStatus.set(status, [...(byStatus.get(status) ?? []), name])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, names]) => [
      status,
      {
        description: names.map((name) => `\`${name}\`: ${PROBLEMS[name].title}.`).join(' '),
        ...(TELLS_WHEN.has(status)
          ? { headers: { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds.' } } }
          : {}),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDetails' } } },
      },
    ]),
  )
}

/** Operations whose answers the build knows no type of. */
export const untyped = (operations: readonly Operation[], { answers }: AnswerSchemas): string[] =>
  operations
    .filter(({ answer }) => typeof answer === 'object' && 'json' in answer && !(answer.json in answers))
    .map(nameOf)
