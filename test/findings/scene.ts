import type { FindingEvent } from '../../server/findings/event.ts'
import { SEGMENT_SETTINGS, type SegmentSettings } from '../../server/findings/settings.ts'
import type { Subject } from '../../server/findings/rule.ts'
import type { RollStep } from '../../server/roll.ts'
import type { TapOptions } from '../../server/tap.ts'
import { formatAddress, formatMac, isUnspecified } from '../../shared/address.ts'
import type { FindingCode } from '../../shared/finding.ts'
import type { DurationMs } from '../../shared/time.ts'
import type { OutgoingMessage } from '../../server/capture/simulated/message.ts'
import type { Envelope } from '../../server/capture/simulated/encode.ts'
import { second, Wire } from '../membership/wire.ts'

/** A wire whose findings are written down as they come: `131 opened no-querier warning`. */
export class Scene extends Wire {
  readonly events: FindingEvent[] = []

  constructor(options: Partial<TapOptions> & { vlan?: number; settings?: Partial<SegmentSettings> } = {}) {
    const { settings, ...rest } = options
    super(settings ? { ...rest, settingsOf: () => ({ ...SEGMENT_SETTINGS, ...settings }) } : rest)
  }

  override step(t: number, from: string, message: OutgoingMessage, envelope: Partial<Envelope> = {}): RollStep {
    return this.#noted(super.step(t, from, message, envelope))
  }
  override advance(t: number): RollStep {
    return this.#noted(super.advance(t))
  }

  /** What was told about one code, in order: `131 opened warning 10.0.10.11`. */
  story(code: FindingCode): string[] {
    return this.events
      .filter(({ finding }) => finding.code === code)
      .map(({ event, at, finding, severity }) =>
        [second(at), event.replace('finding-', ''), severity, ...subjectWords(finding.subject)].join(' '),
      )
  }

  /** What is open now: `no-querier warning`. */
  open(): string[] {
    return [...this.tap.watch.book.open()]
      .map(({ code, severity, subject }) => [code, severity, ...subjectWords(subject)].join(' '))
      .sort()
  }

  #noted(step: RollStep): RollStep {
    this.events.push(...step.findings)
    return step
  }
}

function subjectWords({ group, host }: Subject): string[] {
  const who = host === null ? null : isUnspecified(host.ip) ? formatMac(host.mac!) : formatAddress(host.ip)
  return [...(group === null ? [] : [formatAddress(group)]), ...(who === null ? [] : [who])]
}

/** A story of frames that opens a finding, and one that nearly does. Each is a capture of its own. */
export interface FindingCase {
  readonly code: FindingCode
  readonly settings?: Partial<SegmentSettings>
  /** Copies within so many ms are dropped, as the command line does with 5; none where nothing is said. */
  readonly dedupe?: DurationMs
  /** What is said, and `story(code)` of it. */
  readonly opens: { play: (scene: Scene) => void; story: readonly string[] }
  /** Nearly the same; the finding must not open. */
  readonly almost: { play: (scene: Scene) => void }
}
