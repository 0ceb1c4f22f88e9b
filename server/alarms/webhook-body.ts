import type { ChannelTarget } from '../../shared/channel.ts'
import type { EpochMs } from '../../shared/time.ts'
import { isOver } from './alarm.ts'
import type { Message } from './draft.ts'
import { plain } from './plain.ts'
import { slackBody } from './slack.ts'
import { teamsBody } from './teams.ts'
import { telegramBody } from './telegram.ts'
import type { MessageText } from './text.ts'

type Webhook = Extract<ChannelTarget, { kind: 'webhook' }>

export interface Envelope {
  /** The same each time it is tried: a receiver tells a repeat by it. */
  delivery: string
  at: EpochMs
  test: boolean
}

/** What a webhook is sent, as JSON. */
export function webhookBody(
  { template, chat }: Webhook,
  text: MessageText,
  message: Message,
  envelope: Envelope,
): string {
  switch (template) {
    case 'json':
      return JSON.stringify(ownBody(text, message, envelope))
    case 'slack':
      return JSON.stringify(slackBody(text))
    case 'teams':
      return JSON.stringify(teamsBody(text))
    case 'telegram':
      return JSON.stringify(telegramBody(text, chat ?? ''))
  }
}

/** Characters of what names something. */
const MAX_NAMING = 500
const bare = (text: string | null): string | null => text && plain(text, MAX_NAMING)

/** Our own: all that is known, and the words beside it. */
function ownBody(
  { headline, alarms, remedy, link }: MessageText,
  { counts, total }: Message,
  envelope: Envelope,
): object {
  return {
    version: 1,
    delivery: envelope.delivery,
    at: new Date(envelope.at).toISOString(),
    test: envelope.test,
    text: headline,
    total,
    counts,
    link,
    remedy,
    alarms: alarms.map(({ told: { state, alarm }, title, where, sentence }) => ({
      state,
      open: !isOver(state),
      code: alarm.code,
      severity: alarm.severity,
      subject: bare(alarm.subject),
      source: bare(alarm.source),
      segment: bare(alarm.segment),
      group: bare(alarm.group),
      host: bare(alarm.host),
      openedAt: alarm.openedAt,
      closedAt: alarm.closedAt,
      title,
      where,
      text: sentence,
    })),
  }
}
