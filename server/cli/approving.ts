import { notice, type Notice } from '../../shared/notice.ts'
import type { ApprovedSenders } from '../approvals.ts'
import { MirrorListener } from '../capture/mirror-listener.ts'
import type { Monitor } from '../monitor.ts'

/** Lets in who was approved before; gives what lets in a further one, which returns why not, or null. */
export function approving(
  monitor: Monitor,
  approvals: ApprovedSenders,
): (source: string, address: string) => Notice | null {
  for (const { name, input } of monitor.channels) {
    if (input instanceof MirrorListener) for (const address of approvals.of(name)) input.approve(address)
  }
  return (source, address) => {
    const input = monitor.tap(source)?.input
    if (!(input instanceof MirrorListener)) return notice('no-senders-here', { source })
    if (!input.approve(address)) return notice('sender-refused', { address })
    return approvals.add(source, address)
  }
}
