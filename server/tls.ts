import { statSync } from 'node:fs'
import { notice, sentence, type Notice } from '../shared/notice.ts'
import { DAY, SECOND, type DurationMs, type EpochMs } from '../shared/time.ts'
import type { Log } from './log.ts'
import { readPair, type Pair, type PairFiles } from './tls-pair.ts'

/** The files are looked at this often. */
export const LOOKED_EVERY: DurationMs = 10 * SECOND
/** It is said so long before a certificate expires. */
const SOON: DurationMs = 14 * DAY

interface CertificateOptions {
  files: PairFiles
  /** The one to begin with. */
  pair: Pair
  now: () => EpochMs
  log: Log
  /** There is another one now, for those who connect from now on. */
  renewed: (pair: Pair) => void
}

/**
 * The certificate that is shown, and what becomes of its files: a new pair is taken without a restart. One that cannot
 * be used is refused with a sentence, and the one before stays.
 */
export class Certificate {
  readonly #options: CertificateOptions
  #pair: Pair
  #marks: string
  /** Why the files as they are now cannot be used. */
  #problem: Notice | null = null
  /** They have changed since the last look: the other of the two may be on its way. */
  #unsettled = false
  #told = ''

  constructor(options: CertificateOptions) {
    this.#options = options
    this.#pair = options.pair
    this.#marks = marksOf(options.files)
    this.#tell()
  }

  get pair(): Pair {
    return this.#pair
  }

  /** What a person has to know of it; null: all is well. `refused`: it is about files that are not in use. */
  get status(): { notice: Notice; refused: boolean } | null {
    if (this.#problem) return { notice: this.#problem, refused: true }
    const ends = endOf(this.#pair, this.#options.files, this.#options.now())
    return ends && { notice: ends, refused: false }
  }

  /** For programs. */
  get told(): { notBefore: EpochMs; notAfter: EpochMs; notice: Notice | null; refused: boolean } {
    const { status } = this
    const { from: notBefore, to: notAfter } = this.#pair
    return { notBefore, notAfter, notice: status?.notice ?? null, refused: status?.refused ?? false }
  }

  /** Now and then. Two files are not replaced at one moment: what does not fit is looked at once more before it is said. */
  look(): void {
    const marks = marksOf(this.#options.files)
    const changed = marks !== this.#marks
    this.#marks = marks
    if (changed || this.#unsettled) this.#read(changed ? 'patient' : 'now')
    this.#tell()
  }

  /** Somebody says that the files are new (SIGHUP). */
  reload(): void {
    this.#marks = marksOf(this.#options.files)
    this.#read('now')
    this.#tell()
  }

  #read(when: 'patient' | 'now'): void {
    const { pair, problem } = readPair(this.#options.files)
    this.#unsettled = problem !== null && when === 'patient'
    if (problem) {
      if (!this.#unsettled) this.#problem = problem
      return
    }
    this.#problem = null
    if (pair.fingerprint === this.#pair.fingerprint && pair.cert.equals(this.#pair.cert)) return
    this.#pair = pair
    this.#options.log(`The certificate ${this.#options.files.cert} is a new one, and in use.`)
    this.#options.renewed(pair)
  }

  #tell(): void {
    const { status } = this
    const text = status === null ? '' : sentence(status.notice)
    if (text === this.#told) return
    this.#told = text
    if (status) this.#options.log(`${text}${status.refused ? ' Until then the one before stays in use.' : ''}`)
  }
}

/** Renewing one that ends soon is somebody's work. */
function endOf({ to }: Pair, { cert: path }: PairFiles, now: EpochMs): Notice | null {
  const left = to - now
  if (left <= 0) return notice('certificate-expired', { path })
  return left < SOON ? notice('certificate-expires', { path, days: Math.ceil(left / DAY) }) : null
}

const marksOf = (files: PairFiles): string =>
  [files.cert, files.key]
    .map((path) => {
      const found = statSync(path, { throwIfNoEntry: false })
      return found ? `${found.ino} ${found.size} ${found.mtimeMs}` : 'none'
    })
    .join(', ')
