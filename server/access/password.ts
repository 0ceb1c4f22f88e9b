import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { Waiting } from './waiting.ts'

/** RFC 7914 s2: 32 MiB and some 100 ms each time. What is kept says by which it was made, so that they may grow. */
export const COST = { N: 2 ** 15, r: 8, p: 1 } as const
const SALT_OCTETS = 16
const HASH_OCTETS = 32
/** Octets that one of the kept ones may take; a file must not make the server take more. */
const MAX_MEMORY = 256 * 1024 * 1024

const octets = (atLeast: number) =>
  z
    .string()
    .max(200)
    .regex(/^[A-Za-z0-9_-]+$/)
    .refine((text) => Buffer.from(text, 'base64url').length >= atLeast)

/** A password as it is kept. */
export const PASSWORD = z
  .object({
    salt: octets(SALT_OCTETS),
    hash: octets(HASH_OCTETS),
    N: z
      .int()
      .min(2 ** 14)
      .refine((n) => Number.isInteger(Math.log2(n))),
    r: z.int().min(1).max(64),
    p: z.int().min(1).max(16),
  })
  .refine(({ N, r, p }) => 128 * r * (N + p) <= MAX_MEMORY, { error: 'it would take too much memory' })
export type Password = z.infer<typeof PASSWORD>

/** Rejects with `TooManyWait`. `whose`: an address, which must not hold all places. */
export class Passwords {
  readonly #waiting = new Waiting()
  /** What an unknown name is compared with, so that it takes as long. */
  readonly #nobody: Password = {
    salt: randomBytes(SALT_OCTETS).toString('base64url'),
    hash: randomBytes(HASH_OCTETS).toString('base64url'),
    ...COST,
  }

  async hash(password: string, whose: string): Promise<Password> {
    const salt = randomBytes(SALT_OCTETS)
    const hash = await this.#waiting.turn(whose, () => derive(password, salt, HASH_OCTETS, COST))
    return { salt: salt.toString('base64url'), hash: hash.toString('base64url'), ...COST }
  }

  /** `kept`: null of a name that is not known. */
  async matches(password: string, kept: Password | null, whose: string): Promise<boolean> {
    const { salt, hash, N, r, p } = kept ?? this.#nobody
    const wanted = Buffer.from(hash, 'base64url')
    const found = await this.#waiting.turn(whose, () =>
      derive(password, Buffer.from(salt, 'base64url'), wanted.length, { N, r, p }),
    )
    return timingSafeEqual(found, wanted) && kept !== null
  }
}

interface Cost {
  N: number
  r: number
  p: number
}

/** RFC 8265 s4.2: the same letters in another encoding are the same password. */
function derive(password: string, salt: Buffer, length: number, cost: Cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, length, { ...cost, maxmem: 2 * MAX_MEMORY }, (error, key) => {
      if (error) reject(error)
      else resolve(key)
    })
  })
}
