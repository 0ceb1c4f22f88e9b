import type { MessageLine } from '../../shared/message.ts'
import type { PacketField, PacketRow } from '../../shared/packets.ts'
import { protocolName } from '../format/family.ts'
import { seconds } from '../format/duration.ts'
import { number, t } from '../i18n/index.ts'

/** Group records that one sentence names; the rest is counted. */
const RECORDS_NAMED = 3
/** Sources that one record names. */
const SOURCES_NAMED = 2

const some = (list: readonly string[], most: number): string =>
  list.length > most
    ? [...list.slice(0, most), t('packet.says.more', { n: number(list.length - most) })].join(', ')
    : list.join(', ')

/** What a message says, in one sentence. */
export function messageText(message: MessageLine): string {
  const { kind, family, version, src, group, scope, sources = [], records = [], name } = message
  const protocol = version === null ? (family === 'ipv4' ? 'IGMP' : 'MLD') : protocolName(family, version)
  const at = group ?? '?'
  switch (kind) {
    case 'query':
      if (group === null) return t('packet.says.general', { protocol, src })
      return scope === 'group-and-source'
        ? t('packet.says.group-and-source', { protocol, group, src, n: number(sources.length) })
        : t('packet.says.specific', { protocol, group, src })
    case 'report':
      if (message.records === undefined) return t('packet.says.report', { protocol, src, group: at })
      return t('packet.says.records', {
        protocol,
        src,
        records: some(
          records.map(({ type, group: of, sources: wanted }) =>
            wanted.length === 0
              ? t('packet.record.is', { type, group: of })
              : t('packet.record.sources', { type, group: of, sources: some(wanted, SOURCES_NAMED) }),
          ),
          RECORDS_NAMED,
        ),
      })
    case 'leave':
      return t('packet.says.leave', { protocol, src, group: at })
    case 'other':
      return name === undefined ? t('packet.says.unknown') : t('packet.says.other', { name, src })
  }
}

/** Why a packet counted, or not. */
export function markText({ copy, refused, message }: PacketRow): string {
  if (copy) return t('packet.mark.copy')
  if (message.sampled) return t('packet.mark.sampled')
  if (refused.length === 0) return t('packet.mark.counted')
  return t('packet.mark.refused', { why: refused.map((problem) => t(`packet.problem.${problem}`)).join(', ') })
}

/** The value of a field with what it stands for. */
export function valueText({ value, word, ms }: PacketField): string {
  const meaning = ms === undefined ? word : seconds(ms, number)
  return meaning === undefined || meaning === value ? value : `${value} (${meaning})`
}
