import type { ChannelRow, ChannelTarget } from '../../shared/channel.ts'

/* How a channel does, in one word. Pure. */

export type ChannelState = 'off' | 'trouble' | 'waiting' | 'ok' | 'idle'

/** The worst that is so. */
export function channelState({ on, trouble, waiting, lastSentAt }: ChannelRow): ChannelState {
  if (!on) return 'off'
  if (trouble !== null) return 'trouble'
  if (waiting > 0) return 'waiting'
  return lastSentAt === null ? 'idle' : 'ok'
}

/** Where it goes, in a line. The address of a webhook may be a secret itself: its path is left out. */
export function whereTo(target: ChannelTarget): string {
  switch (target.kind) {
    case 'syslog':
      return `${target.transport}://${target.host}:${target.port}`
    case 'webhook':
      return originOf(target.url)
    case 'email':
      return target.to.join(', ')
  }
}
function originOf(url: string): string {
  try {
    const { origin, pathname, search } = new URL(url)
    return pathname === '/' && search === '' ? origin : `${origin}/…`
  } catch {
    return url
  }
}
