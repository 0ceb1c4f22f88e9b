import { z } from 'zod'
import { MAX_USERS, USER_NAME, USER_ROLES, type UserRole } from '../../shared/access.ts'
import { notice, type Notice } from '../../shared/notice.ts'
import type { EpochMs } from '../../shared/time.ts'
import { KeptBook } from './kept-book.ts'
import { PASSWORD, type Password } from './password.ts'
import { newId } from './secret.ts'
import { StateFile } from './state-file.ts'

export const USERS_FILE = 'users.json'

const Users = z
  .array(
    z.object({
      name: z.string().regex(USER_NAME),
      role: z.enum(USER_ROLES),
      createdAt: z.number(),
      /** Another one with every password and role: sessions of before are over, whoever wrote the file. */
      generation: z.string().max(40),
      password: PASSWORD,
    }),
  )
  .max(MAX_USERS)
export type User = z.infer<typeof Users>[number]

/** Names that differ in the size of letters alone are one: nobody is to be taken for another. */
export const userKey = (name: string): string => name.normalize('NFC').toLowerCase()

/** The people who may sign in. */
export class UserBook {
  readonly #book: KeptBook<User>

  constructor(folder: string) {
    this.#book = new KeptBook(new StateFile(folder, USERS_FILE, Users), ({ name }) => userKey(name))
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
  get all(): readonly User[] {
    return this.#book.all
  }

  find(name: string): User | null {
    return this.#book.get(userKey(name))
  }

  look(): boolean {
    return this.#book.look()
  }

  /** `password`: null: it stays. A user who is new needs one. */
  put(name: string, role: UserRole, password: Password | null, now: EpochMs): Notice | null {
    this.look()
    const before = this.find(name)
    if (!before && this.all.length >= MAX_USERS) return notice('users-full', { limit: MAX_USERS })
    const kept = password ?? before?.password
    if (!kept) return notice('password-needed')
    const isSame = before?.role === role && password === null
    return this.#book.put({
      name: before?.name ?? name.normalize('NFC'),
      role,
      createdAt: before?.createdAt ?? now,
      generation: isSame ? before.generation : newId(),
      password: kept,
    })
  }

  remove(name: string): Notice | null {
    this.look()
    return this.find(name) ? this.#book.delete(userKey(name)) : notice('no-such-user', { name })
  }
}
