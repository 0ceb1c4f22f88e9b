import { z } from 'zod'
import { MAX_TOKEN_NAME, MAX_TOKENS, ROLES, type NewToken } from '../../shared/access.ts'
import { notice, type Notice } from '../../shared/notice.ts'
import type { EpochMs } from '../../shared/time.ts'
import { KeptBook } from './kept-book.ts'
import { cookieOf, digestOf, newId, newToken } from './secret.ts'
import { StateFile } from './state-file.ts'

export const TOKENS_FILE = 'tokens.json'
const digest = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

const Tokens = z
  .array(
    z.object({
      id: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/),
      name: z.string().min(1).max(MAX_TOKEN_NAME),
      role: z.enum(ROLES),
      createdAt: z.number(),
      createdBy: z.string().nullable(),
      /** Of the token. */
      digest,
      /** Of what a browser keeps of it. */
      cookie: digest,
    }),
  )
  .max(MAX_TOKENS)
export type KeptToken = z.infer<typeof Tokens>[number]

/** A token as it is kept, of the token itself. */
export const keptOf = (token: string, more: Omit<KeptToken, 'digest' | 'cookie'>): KeptToken => ({
  ...more,
  digest: digestOf(token),
  cookie: digestOf(cookieOf(token)),
})

/** What lets programs and displays in, of which the digest alone is kept. */
export class TokenBook {
  readonly #book: KeptBook<KeptToken>
  #byDigest = new Map<string, KeptToken>()
  #byCookie = new Map<string, KeptToken>()

  constructor(folder: string) {
    this.#book = new KeptBook(new StateFile(folder, TOKENS_FILE, Tokens), ({ id }) => id)
    this.#index()
  }

  get path(): string {
    return this.#book.path
  }
  get damaged(): boolean {
    return this.#book.damaged
  }
  get unknown(): boolean {
    return this.#book.unknown
  }
  get all(): readonly KeptToken[] {
    return this.#book.all
  }

  byId(id: string): KeptToken | null {
    return this.#book.get(id)
  }
  byToken(token: string): KeptToken | null {
    return this.#byDigest.get(digestOf(token)) ?? null
  }
  byCookie(cookie: string): KeptToken | null {
    return this.#byCookie.get(digestOf(cookie)) ?? null
  }

  look(): boolean {
    if (!this.#book.look()) return false
    this.#index()
    return true
  }

  /** `token` is told this once. */
  add(
    { name, role }: NewToken,
    createdBy: string | null,
    now: EpochMs,
  ): { kept: KeptToken; token: string; why: null } | { kept: null; why: Notice } {
    this.look()
    if (this.all.length >= MAX_TOKENS) return { kept: null, why: notice('tokens-full', { limit: MAX_TOKENS }) }
    const token = newToken()
    const kept = keptOf(token, { id: newId(), name, role, createdAt: now, createdBy })
    const why = this.#book.put(kept)
    this.#index()
    return why ? { kept: null, why } : { kept, token, why: null }
  }

  /** One of before, that was kept another way. False: until the end of this run only. */
  takeOver(kept: KeptToken): boolean {
    const isWritten = this.#book.put(kept) === null
    if (!isWritten) this.#book.hold(kept)
    this.#index()
    return isWritten
  }

  remove(id: string): Notice | null {
    this.look()
    const why = this.byId(id) ? this.#book.delete(id) : notice('no-such-token', { token: id })
    this.#index()
    return why
  }

  #index(): void {
    this.#byDigest = new Map(this.all.map((kept) => [kept.digest, kept]))
    this.#byCookie = new Map(this.all.map((kept) => [kept.cookie, kept]))
  }
}
