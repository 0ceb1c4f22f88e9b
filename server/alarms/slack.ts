import { shortened } from './plain.ts'
import type { AlarmText, MessageText } from './text.ts'

/** Characters of the text of one block. */
const MAX_BLOCK = 3_000
/** Blocks beside the first and the last one. */
const MAX_ALARMS = 20

/**
 * What an incoming webhook of Slack takes. Words of the network stand in `plain_text`, which has no marks; the text of the
 * notification is mrkdwn, where `&`, `<` and `>` are escaped, and with them every link and every mention.
 */
export function slackBody({ headline, alarms, remedy, commands, more, link }: MessageText): object {
  const advice = [remedy, ...commands.map(({ system, command }) => `${system}: ${command}`)].filter(
    (line) => line !== null,
  )
  const last = [more, link].filter((line) => line !== null)
  return {
    text: entities(headline),
    blocks: [
      section(headline),
      ...alarms.slice(0, MAX_ALARMS).map((alarm) => section(wordsOf(alarm))),
      ...(advice.length > 0 ? [section(advice.join('\n'))] : []),
      ...(last.length > 0 ? [{ type: 'context', elements: [plainText(last.join('\n'))] }] : []),
    ],
    unfurl_links: false,
  }
}

const section = (text: string): object => ({ type: 'section', text: plainText(text) })
const plainText = (text: string): object => ({ type: 'plain_text', text: shortened(text, MAX_BLOCK), emoji: false })
const wordsOf = ({ title, where, sentence, when }: AlarmText): string => `${title} - ${where}\n${sentence} ${when}`

const entities = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
