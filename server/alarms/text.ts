import {
  FINDING_COMMANDS,
  FINDING_REMEDIES,
  FINDING_SENTENCES,
  FINDING_TITLES,
  SYSTEMS,
} from '../../shared/finding-text.ts'
import { REMEDIES_PT_BR, SENTENCES_PT_BR, TITLES_PT_BR } from '../../shared/finding-text/pt-BR.ts'
import { SEVERITIES, type FindingValues } from '../../shared/finding.ts'
import { SECOND, type EpochMs } from '../../shared/time.ts'
import { rowKey } from '../findings/key.ts'
import { compareTold, isOver, isSystem, type Alarm, type Told } from './alarm.ts'
import type { Message } from './draft.ts'
import { plain } from './plain.ts'
import { MESSAGE_WORDS, type Language } from './words.ts'

/** Characters of a name, of a value, of a sentence. */
const MAX_NAME = 120
const MAX_VALUE = 300
const MAX_SENTENCE = 1_500
const MAX_HEADLINE = 200
const MAX_LINK = 500

/** One alarm in words: plain text of one line each, which no medium has escaped yet. */
export interface AlarmText {
  told: Told
  /** `Critical: No querier` */
  title: string
  where: string
  sentence: string
  when: string
}
/** A message in words. */
export interface MessageText {
  headline: string
  alarms: readonly AlarmText[]
  /** Of the first alarm; null: it is over, or there is nothing to do. */
  remedy: string | null
  /** The first command of each system, for the first alarm. */
  commands: readonly { system: string; command: string }[]
  more: string | null
  link: string | null
}
export interface TextOptions {
  language: Language
  /** How the page is reached, without a slash at its end; null: that is not known. */
  publicUrl: string | null
  demo: boolean
}

export function messageText({ told, total, counts }: Message, options: TextOptions): MessageText {
  const { language, publicUrl, demo } = options
  const words = MESSAGE_WORDS[language]
  const alarms = [...told].sort(compareTold).map((one) => alarmText(one, language))
  const [first] = alarms
  const name = first ? `${first.title} - ${first.where}` : words.rollcall
  const by = [...SEVERITIES]
    .reverse()
    .filter((severity) => counts[severity] > 0)
    .map((severity) => `${words.severity[severity].toLowerCase()}: ${counts[severity]}`)
  if (counts.over > 0) by.push(fill(words.over, { count: String(counts.over) }))
  const several = `${fill(words.alarms, { total: String(total), counts: by.join(', ') })}. ${fill(words.worst, { title: name })}`
  const headline = plain(`${demo ? words.demo : ''}${total > 1 ? several : name}`, MAX_HEADLINE)
  const more = total - alarms.length
  const open = first && !isOver(first.told.state) ? first.told.alarm : null
  return {
    headline,
    alarms,
    remedy: open && `${words.remedy}${remedyOf(open, language)}`,
    commands: open ? commandsOf(open) : [],
    more: more > 0 ? fill(words.more, { count: String(more) }) : null,
    link: publicUrl === null ? null : linkTo(publicUrl, total === 1 ? (first?.told.alarm ?? null) : null),
  }
}

/** To the one finding, as the page addresses it; to all of them where there are several, or the address would be too long. */
function linkTo(publicUrl: string, alarm: Alarm | null): string {
  const all = `${publicUrl}/findings`
  if (alarm === null || isSystem(alarm.code)) return all.slice(0, MAX_LINK)
  const one = `${all}?${new URLSearchParams({ open: rowKey(alarm.subject, alarm.openedAt) }).toString()}`
  return one.length > MAX_LINK ? all.slice(0, MAX_LINK) : one
}

/** What a test of a channel sends. */
export function testText(channel: string, { language, publicUrl, demo }: TextOptions): MessageText {
  const words = MESSAGE_WORDS[language]
  const sentence = fill(words.testSentence, { channel: plain(channel, MAX_NAME) })
  const headline = plain(`${demo ? words.demo : ''}${words.test}: ${sentence}`, MAX_HEADLINE)
  const link = publicUrl === null ? null : `${publicUrl}/settings`.slice(0, MAX_LINK)
  return { headline, alarms: [], remedy: null, commands: [], more: null, link }
}

export function alarmText(told: Told, language: Language): AlarmText {
  const { state, alarm } = told
  const words = MESSAGE_WORDS[language]
  const mark = state === 'opened' ? words.severity[alarm.severity] : words.state[state]
  const at = moment(alarm.openedAt)
  const when =
    isOver(state) && alarm.closedAt !== null
      ? fill(words.until, { at, until: moment(alarm.closedAt) })
      : fill(words.since, { at })
  return {
    told,
    title: `${mark}: ${titleOf(alarm, language)}`,
    where: whereOf(alarm, language),
    sentence: sentenceOf(alarm, language),
    when,
  }
}

function titleOf({ code }: Alarm, language: Language): string {
  if (isSystem(code)) return MESSAGE_WORDS[language].system[code]
  return language === 'en' ? FINDING_TITLES[code] : TITLES_PT_BR[code]
}

function whereOf({ code, source, segment, segmentName }: Alarm, language: Language): string {
  const words = MESSAGE_WORDS[language]
  if (segment !== null) return called(segment, segmentName)
  return isSystem(code) ? words.rollcall : fill(words.tap, { source: plain(source, MAX_NAME) })
}

const called = (address: string, name: string | null): string =>
  name === null ? plain(address, MAX_NAME) : `${plain(name, MAX_NAME)} (${plain(address, MAX_NAME)})`

function sentenceOf(alarm: Alarm, language: Language): string {
  const { sentence, values } = alarm
  const catalogue: Readonly<Record<string, string>> =
    language === 'en'
      ? { ...FINDING_SENTENCES, ...MESSAGE_WORDS.en.sentence }
      : { ...SENTENCES_PT_BR, ...MESSAGE_WORDS['pt-BR'].sentence }
  // What a newer version has kept in the queue may be unknown here: then its title stands.
  const template = Object.hasOwn(catalogue, sentence) ? catalogue[sentence] : undefined
  return plain(fill(template ?? titleOf(alarm, language), valuesOf(alarm, values, language)), MAX_SENTENCE).trim()
}

/** Values as a person reads them, with the group and the host that it is about called by their names. */
function valuesOf(
  { group, groupName, host, hostName }: Alarm,
  values: FindingValues,
  language: Language,
): Record<string, string> {
  const said = (name: string, value: string | number): string => {
    if (typeof value === 'number') {
      if (name.endsWith('Ms')) return `${number(Math.round(value / (SECOND / 10)) / 10, language)} s`
      return name.endsWith('At') ? moment(value) : number(value, language)
    }
    if (value === group) return called(value, groupName)
    return value === host ? called(value, hostName) : plain(value, MAX_VALUE)
  }
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, said(name, value)]))
}

function remedyOf({ code }: Alarm, language: Language): string {
  if (isSystem(code)) return MESSAGE_WORDS[language].systemRemedy[code]
  const remedies: Readonly<Record<string, string>> = language === 'en' ? FINDING_REMEDIES : REMEDIES_PT_BR
  return remedies[code] ?? ''
}

const SYSTEM_NAMES = { routeros: 'RouterOS', ios: 'IOS', linux: 'Linux' } as const

function commandsOf({ code }: Alarm): { system: string; command: string }[] {
  const commands = isSystem(code) ? undefined : FINDING_COMMANDS[code]
  return SYSTEMS.flatMap((system) => {
    const lines = (commands?.[system] ?? '').split('\n')
    const command = lines.find((line) => line !== '' && line !== 'configure terminal')
    return command === undefined ? [] : [{ system: SYSTEM_NAMES[system], command }]
  })
}

const number = (value: number, language: Language): string =>
  language === 'en' ? String(value) : String(value).replace('.', ',')

/** Once: a value that looks like a place is not filled again. */
const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? '') : whole))

/** In UTC: whoever reads it may be anywhere. */
export const moment = (at: EpochMs): string =>
  Math.abs(at) <= 8.64e15 ? `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC` : '?'
