import {
  isShownUrl,
  shownUrl,
  type ChannelConfig,
  type ChannelRow,
  type ChannelTarget,
  type WebhookTarget,
} from '../../shared/channel.ts'
import { notice, type Notice } from '../../shared/notice.ts'

/** A target as it may be told: its secret is written only. */
export function withoutSecret(target: ChannelTarget): Pick<ChannelRow, 'target' | 'hasSecret'> {
  switch (target.kind) {
    case 'syslog':
      return { target, hasSecret: false }
    case 'webhook':
      return { target: { ...target, url: shownUrl(target.url), secret: null }, hasSecret: target.secret != null }
    case 'email':
      return { target: { ...target, password: null }, hasSecret: target.password != null }
  }
}

/**
 * A change whose secret is left out keeps the one of before. Says why not where that would hand it to another server: it
 * has to be given again.
 */
export function withSecret(change: ChannelConfig, before: ChannelConfig | null): ChannelConfig | Notice {
  const { target } = change
  const old = before?.target
  switch (target.kind) {
    case 'syslog':
      return change
    case 'webhook': {
      const url = wholeUrl(target.url, old?.kind === 'webhook' ? old : null)
      if (url === null) return notice('channel-address-again', { channel: change.id })
      // It signs and is never sent itself.
      const kept = old?.kind === 'webhook' ? (old.secret ?? null) : null
      return { ...change, target: { ...target, url, secret: target.secret === undefined ? kept : target.secret } }
    }
    case 'email': {
      if (target.password !== undefined) return change
      const password = old?.kind === 'email' ? (old.password ?? null) : null
      const same = old?.kind === 'email' && old.host === target.host && old.port === target.port
      const safer = old?.kind === 'email' && old.security === target.security && old.user === target.user
      if (password !== null && !(same && safer)) return notice('channel-password-again', { channel: change.id })
      return { ...change, target: { ...target, password } }
    }
  }
}

/** null: it is what another address was told as. */
function wholeUrl(url: string, old: WebhookTarget | null): string | null {
  if (!isShownUrl(url)) return url
  return old && shownUrl(old.url) === url ? old.url : null
}

/** Letters of a part of an address that may be a secret. */
const LEAST_OF_SECRET = 6

/** What a receiver says of a request, without what it read in the address. */
export function withoutRest(text: string, url: URL): string {
  const paths = [url.pathname, decoded(url.pathname)]
  const values = [...url.searchParams.values(), ...url.search.split(/[?&=]/), url.search]
  const hidden = [...paths, ...paths.flatMap((path) => path.split(/[/:]/)), ...values]
    .filter((part) => part.length >= LEAST_OF_SECRET)
    .sort((a, b) => b.length - a.length)
  return hidden.reduce((clean, part) => clean.replaceAll(part, '***'), text)
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
