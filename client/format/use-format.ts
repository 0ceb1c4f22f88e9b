import { computed } from 'vue'
import type { Family } from '../../shared/address.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import { number, t } from '../i18n/index.ts'
import { nameOfSegment } from '../names/segments.ts'
import { useClock } from '../stores/clock.ts'
import { useSettings } from '../stores/settings.ts'
import { age, seconds } from './duration.ts'
import { isAmbiguous, segmentName } from './segment.ts'
import { dayAndTime, hourMinute, inFull, timeOfDay, when, whenMs, type ZoneName } from './time.ts'

/** The title of a segment in the language of the page: `VLAN 10`, `VLAN 10 · IPv6`, `untagged`. */
export function segmentTitle(segment: string, family: Family = 'ipv4'): string {
  const title = domainTitle(segment)
  return family === 'ipv4' ? title : t('common.segment.ipv6', { segment: title })
}
/** The same with the name that people gave it: `VLAN 10 IPTV`. */
export function segmentNamed(segment: string, family: Family = 'ipv4'): string {
  const name = nameOfSegment(segment)
  return name === null ? segmentTitle(segment, family) : `${segmentTitle(segment, family)} ${name}`
}
/** The same, and where it was seen while another one of `all` is called so too: `VLAN 10 (eth1)`. */
export function segmentTitleAmong(segment: string, family: Family | undefined, all: readonly string[]): string {
  const title = segmentTitle(segment, family)
  const { where } = segmentName(segment)
  return where && isAmbiguous(segment, all) ? t('common.segment.at', { segment: title, where }) : title
}
/** The same with its name, where no other one is called so: `VLAN 10 IPTV`. */
export const segmentNamedAmong = (segment: string, family: Family | undefined, all: readonly string[]): string =>
  isAmbiguous(segment, all) ? segmentTitleAmong(segment, family, all) : segmentNamed(segment, family)
/** The two families of one broadcast domain share its name. */
function domainTitle(segment: string): string {
  const { vlan, last } = segmentName(segment)
  if (vlan !== null) return t('common.segment.vlan', { vlan })
  return last === 'untagged' ? t('common.segment.untagged') : last
}

/** Times in the zone of the page, ages in its language: all reactive. */
export function useFormat() {
  const settings = useSettings()
  const clock = useClock()
  const zone = computed<ZoneName>(() => (settings.zone === 'utc' ? 'UTC' : undefined))
  return {
    zone,
    hourMinute: (at: EpochMs) => hourMinute(at, zone.value),
    timeOfDay: (at: EpochMs) => timeOfDay(at, zone.value),
    dayAndTime: (at: EpochMs) => dayAndTime(at, zone.value),
    inFull: (at: EpochMs) => inFull(at, zone.value, settings.locale),
    /** null: of a moment that is over, which the history cannot tell. */
    when: (at: EpochMs | null) => (at === null ? t('common.notKept') : when(at, clock.now, zone.value)),
    /** With milliseconds, and its day before today. */
    timeMs: (at: EpochMs) => whenMs(at, clock.now, zone.value),
    age: (ms: DurationMs) => age(ms, number),
    seconds: (ms: DurationMs) => seconds(ms, number),
  }
}
