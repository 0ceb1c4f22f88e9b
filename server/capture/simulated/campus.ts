import { type IPv4, ipv4 } from '../../../shared/address.ts'
import { type DurationMs, type EpochMs, HOUR, MINUTE, SECOND } from '../../../shared/time.ts'
import { HostV2 } from './host-v2.ts'
import { DEFAULT_TIMING, type Querier } from './querier.ts'
import { groups, Segment, type Stage, VENDOR } from './segment.ts'
import type { Wire } from './wire.ts'

const LAPTOPS = 60
const FIRST_LAPTOP = 20
const LECTURE_HALLS = groups(239, 30, 6)
const HALL_WEIGHTS = LECTURE_HALLS.map((_, rank) => 1 / (rank + 1))
const MDNS = ipv4(0xe00000fb) // 224.0.0.251
const SSDP = ipv4(0xeffffffa) // 239.255.255.250
const OLD_PRINTER = 15

const PRESENT: DurationMs = 80 * MINUTE
const ABSENT: DurationMs = 40 * MINUTE
/** Lectures begin each hour; in the breaks the groups end, and with them those who were only presumed. */
const LECTURES = { first: 35 * MINUTE, every: HOUR, last: 45 * MINUTE, lateBy: 5 * MINUTE }
const ATTENDS = 0.8
/** The first router restarts now and then; the second one takes over. */
const RESTART = { first: 100 * MINUTE, every: 3 * HOUR, lasts: 9 * MINUTE }

/** VLAN 30: a flat version 2 campus whose hosts hear each other, so that most are only presumed; one old v1 printer. */
export function campus(stage: Stage): void {
  const segment = new Segment(stage, 30, { ...DEFAULT_TIMING, version: 2 })
  const laptops: Laptop[] = []
  for (let index = 0; index < LAPTOPS; index++) {
    const number = FIRST_LAPTOP + index
    const vendor = [VENDOR.apple, VENDOR.intel, VENDOR.dell][index % 3] ?? VENDOR.intel
    const host = new HostV2(segment.wire, segment.ip(number), segment.mac(vendor, number))
    laptops.push(new Laptop(segment.wire, host, vendor === VENDOR.apple ? [MDNS] : [MDNS, SSDP]))
  }
  stage.schedule.after(LECTURES.first, () => lectures(stage, laptops))
  const printer = new HostV2(segment.wire, segment.ip(OLD_PRINTER), segment.mac(VENDOR.brother, OLD_PRINTER), {}, 1)
  stage.schedule.after(20 * SECOND, () => printer.join(SSDP))

  const [first, second] = [segment.querier(1, VENDOR.cisco), segment.querier(2, VENDOR.juniper)]
  first.powerOn()
  stage.schedule.after(40 * SECOND, () => second.powerOn())
  stage.schedule.after(RESTART.first, () => restart(stage, first))
}

function restart(stage: Stage, router: Querier): void {
  router.powerOff()
  stage.schedule.after(RESTART.lasts, () => router.powerOn())
  stage.schedule.after(RESTART.every, () => restart(stage, router))
}

function lectures(stage: Stage, laptops: readonly Laptop[]): void {
  const { schedule, random } = stage
  const end = schedule.now + LECTURES.last
  for (const laptop of laptops) {
    if (random.chance(ATTENDS)) schedule.after(random.exponential(LECTURES.lateBy), () => laptop.attend(end))
  }
  schedule.after(LECTURES.every, () => lectures(stage, laptops))
}

/** Comes and goes, and while it is there watches lectures. */
class Laptop {
  private readonly wire: Wire
  private readonly host: HostV2
  private readonly always: readonly IPv4[]
  private present = false
  private lecture: IPv4 | null = null

  constructor(wire: Wire, host: HostV2, always: readonly IPv4[]) {
    this.wire = wire
    this.host = host
    this.always = always
    const there = wire.random.chance(PRESENT / (PRESENT + ABSENT))
    wire.schedule.after(there ? wire.random.between(0, 3 * MINUTE) : wire.random.exponential(ABSENT), () => this.come())
  }

  private come(): void {
    const { schedule, random } = this.wire
    this.present = true
    for (const group of this.always) this.host.join(group)
    schedule.after(random.exponential(PRESENT), () => this.go())
  }

  /** One lid in three is closed without a goodbye. */
  private go(): void {
    const { schedule, random } = this.wire
    this.present = false
    const groups = this.lecture === null ? this.always : [...this.always, this.lecture]
    if (random.chance(2 / 3)) for (const group of groups) this.host.leave(group)
    this.host.powerOff()
    this.lecture = null
    schedule.after(random.exponential(ABSENT), () => this.come())
  }

  /** Goes to a lecture, if it is there, until about its end. */
  attend(end: EpochMs): void {
    const { schedule, random } = this.wire
    const hall = LECTURE_HALLS[random.weighted(HALL_WEIGHTS)]
    if (!this.present || this.lecture !== null || hall === undefined || schedule.now > end) return
    this.lecture = hall
    this.host.join(hall)
    schedule.after(end - schedule.now + random.between(0, MINUTE), () => {
      if (this.lecture !== hall) return
      this.lecture = null
      this.host.leave(hall)
    })
  }
}
