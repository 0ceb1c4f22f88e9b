import type { Acknowledgement } from '../shared/finding.ts'
import { notice, type Notice } from '../shared/notice.ts'
import { HOUR, type DurationMs, type EpochMs } from '../shared/time.ts'
import { DeskFile } from './desk-file.ts'
import { rowKey, subjectOf } from './findings/key.ts'
import type { Sink } from './outlet.ts'
import type { FindingDesk } from './views/desk.ts'
import { keyOf } from './views/findings.ts'

/** Acknowledgements kept; those of findings that have closed go first, the oldest of them first. */
const MAX_ACKNOWLEDGED = 2_000
/** Subjects that are silenced at a time; a further one is refused. */
const MAX_SILENCED = 1_000
/** A finding that was acknowledged and open at the last stop is the same one when it is found again within this time. */
const FOUND_AGAIN: DurationMs = HOUR

interface Entry extends Acknowledgement {
  open: boolean
}

/**
 * Where people sign for findings. An acknowledgement is of one finding, a silence of its subject, until it ends by
 * itself. Both survive a restart.
 */
export class Desk implements FindingDesk {
  readonly #file: DeskFile
  readonly #now: () => EpochMs
  /** By the key of the finding; the oldest first. */
  readonly #acknowledged = new Map<string, Entry>()
  readonly #silenced = new Map<string, EpochMs>()
  /** Of the last run, by subject: the key of a finding that was open then. */
  readonly #carried = new Map<string, string>()
  readonly #startedAt: EpochMs

  /** `onUnreadable` hears why a file that is there cannot be used: nothing was said then. */
  constructor(folder: string, now: () => EpochMs, onUnreadable: (sentence: string) => void) {
    this.#file = new DeskFile(folder)
    this.#now = now
    this.#startedAt = now()
    try {
      const words = this.#file.read()
      // The newest, where somebody else has written more than is kept.
      for (const { key, ...entry } of words?.acknowledged.slice(-MAX_ACKNOWLEDGED) ?? []) {
        this.#acknowledged.set(key, entry)
        const subject = subjectOf(key)
        if (entry.open && subject !== null) this.#carried.set(subject, key)
      }
      for (const { subject, until } of words?.silenced.slice(-MAX_SILENCED) ?? []) this.#silenced.set(subject, until)
    } catch {
      const aside = this.#file.setAside() ? ` It is kept as ${this.#file.path}.damaged.` : ''
      onUnreadable(`Cannot read ${this.#file.path}; findings have to be acknowledged and silenced again.${aside}`)
    }
  }

  acknowledged(row: string): Acknowledgement | null {
    const entry = this.#acknowledged.get(row)
    return entry ? said(entry) : null
  }

  silencedUntil(subject: string): EpochMs | null {
    const until = this.#silenced.get(subject)
    return until !== undefined && until > this.#now() ? until : null
  }

  /** By the key of a finding. */
  notes(): Readonly<Record<string, Acknowledgement>> {
    return Object.fromEntries([...this.#acknowledged].map(([key, entry]) => [key, said(entry)]))
  }

  /** `note`: null takes it back. `open`: the finding is. `by`: who says so. Returns why it cannot be kept, or null. */
  acknowledge(row: string, note: string | null, open: boolean, by: string | null = null): Notice | null {
    this.#acknowledged.delete(row)
    if (note !== null) {
      if (this.#acknowledged.size >= MAX_ACKNOWLEDGED && !this.#forgetClosed()) {
        return notice('desk-full', { limit: MAX_ACKNOWLEDGED })
      }
      this.#acknowledged.set(row, { at: this.#now(), by, note, open })
    }
    return this.#keep()
  }

  /** `until`: null takes it back. Returns why it cannot be kept, or null. */
  silence(subject: string, until: EpochMs | null): Notice | null {
    const now = this.#now()
    for (const [known, end] of this.#silenced) if (end <= now) this.#silenced.delete(known)
    this.#silenced.delete(subject)
    if (until !== null && until > now) {
      if (this.#silenced.size >= MAX_SILENCED) return notice('desk-full', { limit: MAX_SILENCED })
      this.#silenced.set(subject, until)
    }
    return this.#keep()
  }

  /** Hears which findings open and close. */
  readonly sink: Sink = {
    step: (source, { findings }) => {
      let changed = false
      for (const { event, finding } of findings) {
        const subject = keyOf(finding, source)
        const key = rowKey(subject, finding.openedAt)
        if (event === 'finding-opened') changed = this.#opened(subject, key) || changed
        if (event === 'finding-closed') changed = this.#closed(key) || changed
      }
      // Once: a thousand that close together are one change of the file.
      if (changed) this.#keep()
    },
    blind: () => undefined,
    setBack: () => undefined,
  }

  /** Returns true when it is one that was acknowledged before the start. */
  #opened(subject: string, key: string): boolean {
    const before = this.#carried.get(subject)
    if (before === undefined) return false
    this.#carried.delete(subject)
    const entry = this.#acknowledged.get(before)
    if (!entry || this.#now() - this.#startedAt > FOUND_AGAIN) return false
    this.#acknowledged.delete(before)
    this.#acknowledged.set(key, entry)
    return true
  }

  /** Returns true when it is an acknowledged one. */
  #closed(key: string): boolean {
    const entry = this.#acknowledged.get(key)
    if (!entry?.open) return false
    entry.open = false
    return true
  }

  #forgetClosed(): boolean {
    for (const [key, { open }] of this.#acknowledged) if (!open) return this.#acknowledged.delete(key)
    return false
  }

  #keep(): Notice | null {
    return this.#file.write({
      acknowledged: [...this.#acknowledged].map(([key, entry]) => ({ key, ...entry })),
      silenced: [...this.#silenced].map(([subject, until]) => ({ subject, until })),
    })
  }
}

const said = ({ at, by, note }: Entry): Acknowledgement => ({ at, by, note })
