import { recipients, type ChannelDraft, type ChannelField } from './draft.ts'

/* What the reader would have to mend in a channel before the server is asked. Pure. */

/** Letters of a name. */
export const MAX_NAME = 80
/** Seconds, and hours. */
const GROUP_FOR = { least: 0, most: 86_400 } as const
const REPEAT_AFTER = { least: 1 / 60, most: 8_760 } as const

export interface Wrong {
  field: ChannelField
  code: 'name' | 'host' | 'url' | 'chat' | 'mailbox' | 'recipients' | 'pem' | 'range'
  values: Readonly<Record<string, number>>
}

const HOST = /^[\w.:-]{1,253}$/
const MAILBOX = /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/
const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/

function isWebAddress(text: string): boolean {
  try {
    return /^https?:$/.test(new URL(text).protocol)
  } catch {
    return false
  }
}

export function wrongIn(draft: ChannelDraft): Wrong[] {
  const wrong: Wrong[] = []
  const say = (field: ChannelField, code: Wrong['code'], values: Wrong['values'] = {}): void =>
    void wrong.push({ field, code, values })
  const within = (field: 'port' | 'facility' | 'groupFor' | 'repeatAfter', least: number, most: number): void => {
    const value = draft[field]
    if (value === '' || !(value >= least && value <= most)) say(field, 'range', { least, most })
  }
  const server = (): void => {
    if (!HOST.test(draft.host.trim())) say('host', 'host')
    within('port', 1, 65_535)
  }
  const name = draft.name.trim()
  if (name === '' || name.length > MAX_NAME) say('name', 'name', { most: MAX_NAME })
  switch (draft.kind) {
    case 'syslog':
      server()
      within('facility', 0, 23)
      break
    case 'webhook':
      if (!isWebAddress(draft.url.trim())) say('url', 'url')
      if (draft.template === 'telegram' && draft.chat.trim() === '') say('chat', 'chat')
      break
    case 'email': {
      server()
      if (!MAILBOX.test(draft.from.trim())) say('from', 'mailbox')
      const to = recipients(draft.to)
      if (to.length === 0 || !to.every((one) => MAILBOX.test(one))) say('to', 'recipients')
      break
    }
  }
  if (draft.ca.trim() !== '' && !PEM.test(draft.ca)) say('ca', 'pem')
  within('groupFor', GROUP_FOR.least, GROUP_FOR.most)
  if (draft.repeatAfter !== '') within('repeatAfter', REPEAT_AFTER.least, REPEAT_AFTER.most)
  return wrong
}
