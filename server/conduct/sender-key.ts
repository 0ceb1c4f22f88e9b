import { isUnspecified, type Address, type Mac } from '../../shared/address.ts'
import type { Message } from '../decode/message.ts'
import type { HostKey } from '../membership/event.ts'

/** Who sent a message: the MAC, or the address where the capture has no link layer. */
export type SenderKey = Mac | Address

/** A MAC has at most 48 bits: an IPv4 address is moved out of its way. */
const BEYOND_MACS = 2 ** 49

export const senderKey = ({ mac, src }: Pick<Message, 'mac' | 'src'>): SenderKey =>
  mac ?? (typeof src === 'number' ? ((BEYOND_MACS + src) as Mac) : src)

export const hostKeyOf = ({ mac, src }: Pick<Message, 'mac' | 'src'>): HostKey => ({ ip: src, mac })

/** A sender that is known by its MAC, whatever addresses it uses. */
export const macKey = (mac: Mac, like: Address): HostKey => ({
  ip: isUnspecified(like) ? like : ((typeof like === 'number' ? 0 : '::') as Address),
  mac,
})
