import { shortened } from './plain.ts'
import type { AlarmText, MessageText } from './text.ts'

/** A message has 4,096 characters at most, after its marks are taken out; room for those is left. */
const MAX_TEXT = 3_500
const MAX_LINE = 900

/** What sendMessage takes, in its HTML: `&`, `<`, `>` and `"` are escaped, so that nothing is a mark but our own. */
export function telegramBody({ headline, alarms, remedy, commands, more, link }: MessageText, chat: string): object {
  const parts = [`<b>${escaped(headline)}</b>`, ...alarms.map(alarmPart)]
  const advice = [remedy, ...commands.map(({ system, command }) => `${system}: ${command}`)]
  const last = [...advice, more, link].filter((line) => line !== null).map((line) => escaped(line))
  return {
    chat_id: chat,
    text: fitted(parts, last).join('\n\n'),
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
  }
}

const alarmPart = ({ title, where, sentence, when }: AlarmText): string =>
  `<b>${escaped(`${title} - ${where}`)}</b>\n${escaped(`${sentence} ${when}`)}`

/** Whole parts only: a mark that is not closed has the message refused. */
function fitted(parts: readonly string[], last: readonly string[]): string[] {
  const end = last.join('\n')
  const kept: string[] = []
  let room = MAX_TEXT - end.length
  for (const part of parts) {
    room -= part.length + 2
    if (room < 0 && kept.length > 0) {
      kept.push('…')
      break
    }
    kept.push(part)
  }
  return end === '' ? kept : [...kept, end]
}

const escaped = (text: string): string =>
  shortened(text, MAX_LINE).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
