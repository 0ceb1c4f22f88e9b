import { isOver } from './alarm.ts'
import { shortened } from './plain.ts'
import type { AlarmText, MessageText } from './text.ts'

/** A card of more than 28 KB is refused: so many alarms of so many characters stay below it. */
const MAX_ALARMS = 10
const MAX_TEXT = 700

/** What a webhook of a Teams workflow takes: one adaptive card. Its texts are `TextRun`s, which know no markdown. */
export function teamsBody({ headline, alarms, remedy, commands, more, link }: MessageText): object {
  const lines = commands.map(({ system, command }) => `${system}: ${command}`)
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            block([run(headline, { weight: 'Bolder', size: 'Medium', color: colourOf(alarms[0]) })]),
            ...alarms
              .slice(0, MAX_ALARMS)
              .flatMap(({ title, where, sentence, when }) => [
                block([run(`${title} - ${where}`, { weight: 'Bolder' })]),
                block([run(`${sentence} ${when}`)]),
              ]),
            ...[remedy, ...lines, more].filter((line) => line !== null).map((line) => block([run(line)])),
          ],
          actions: link === null ? [] : [{ type: 'Action.OpenUrl', title: 'Rollcall', url: link }],
        },
      },
    ],
  }
}

const block = (inlines: readonly object[]): object => ({ type: 'RichTextBlock', inlines })
const run = (text: string, more: object = {}): object => ({ type: 'TextRun', text: shortened(text, MAX_TEXT), ...more })

function colourOf(first: AlarmText | undefined): string {
  if (!first) return 'Default'
  if (isOver(first.told.state)) return 'Good'
  return { critical: 'Attention', warning: 'Warning', information: 'Default' }[first.told.alarm.severity]
}
