import type { ChannelConfig, ChannelRow, ChannelTarget } from '../../shared/channel.ts'

/** A target as it may be told: its secret is written only. */
export function withoutSecret(target: ChannelTarget): Pick<ChannelRow, 'target' | 'hasSecret'> {
  switch (target.kind) {
    case 'syslog':
      return { target, hasSecret: false }
    case 'webhook':
      return { target: { ...target, secret: null }, hasSecret: target.secret != null }
    case 'email':
      return { target: { ...target, password: null }, hasSecret: target.password != null }
  }
}

/**
 * A change whose secret is left out keeps the one of before; null where that would hand a password to another server:
 * it has to be given again.
 */
export function withSecret(change: ChannelConfig, before: ChannelConfig | null): ChannelConfig | null {
  const { target } = change
  const old = before?.target
  switch (target.kind) {
    case 'syslog':
      return change
    case 'webhook': {
      if (target.secret !== undefined) return change
      // It signs and is never sent itself.
      const secret = old?.kind === 'webhook' ? (old.secret ?? null) : null
      return { ...change, target: { ...target, secret } }
    }
    case 'email': {
      if (target.password !== undefined) return change
      const password = old?.kind === 'email' ? (old.password ?? null) : null
      const same = old?.kind === 'email' && old.host === target.host && old.port === target.port
      const safer = old?.kind === 'email' && old.security === target.security && old.user === target.user
      if (password !== null && !(same && safer)) return null
      return { ...change, target: { ...target, password } }
    }
  }
}
