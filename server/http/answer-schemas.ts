import { readFileSync } from 'node:fs'

/** A JSON schema (draft 2020-12), as far as the types of the contract need one. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** What the build wrote of the types of shared/ (server/api-schemas.js). */
export interface AnswerSchemas {
  /** By `Operation.answer.json`. */
  answers: Readonly<Record<string, JsonSchema>>
  /** By the names of the types. */
  types: Readonly<Record<string, JsonSchema>>
}

/** Read when it is asked for, and then kept; null where the build has not written it. */
export function answerSchemas(file: string): () => AnswerSchemas | null {
  let known: AnswerSchemas | null = null
  return () => {
    try {
      known ??= JSON.parse(readFileSync(file, 'utf8')) as AnswerSchemas // written by the same build
    } catch {
      return null
    }
    return known
  }
}
