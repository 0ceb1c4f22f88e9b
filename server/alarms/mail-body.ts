import type { AlarmText, MessageText } from './text.ts'
import { shortened } from './plain.ts'

/** Characters of a subject: what a list of messages shows. */
const MAX_SUBJECT = 150

export interface MailBody {
  subject: string
  text: string
  html: string
}

/** A message as a mail: the same words as plain text and as a little HTML. `headline` has no line end, so that the subject cannot begin another header. */
export function mailBody({ headline, alarms, remedy, commands, more, link }: MessageText): MailBody {
  const lines = commands.map(({ system, command }) => `${system}: ${command}`)
  const text = [
    ...alarms.flatMap(({ title, where, sentence, when }) => [`${title} - ${where}`, `  ${sentence} ${when}`, '']),
    ...[remedy, ...lines.map((line) => `  ${line}`), more, link].filter((line) => line !== null),
  ]
  const html = [
    `<p><strong>${escaped(headline)}</strong></p>`,
    ...alarms.map(alarmHtml),
    ...[remedy, more].filter((line) => line !== null).map((line) => `<p>${escaped(line)}</p>`),
    ...(lines.length > 0 ? [`<pre>${escaped(lines.join('\n'))}</pre>`] : []),
    ...(link === null ? [] : [`<p><a href="${escaped(link)}">${escaped(link)}</a></p>`]),
  ]
  return {
    subject: shortened(`Rollcall: ${headline}`, MAX_SUBJECT),
    text: `${headline}\n\n${text.join('\n')}\n`,
    html: `<!doctype html><html><body>${html.join('\n')}</body></html>`,
  }
}

const alarmHtml = ({ title, where, sentence, when }: AlarmText): string =>
  `<p><b>${escaped(`${title} - ${where}`)}</b><br>${escaped(`${sentence} ${when}`)}</p>`

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '')
