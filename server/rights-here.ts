import { CAP_NET_RAW, holds, rightsOf } from './broker/capabilities.ts'
import { tryToDrop } from './broker/drop.ts'

/** Could a server that is started here give up the right to capture? null: it would have none. */
export function rightsHere(): { trouble: string | null } | null {
  const rights = rightsOf()
  if (!rights || !holds(rights.effective, CAP_NET_RAW)) return null
  const drop = tryToDrop(null, process.argv[1] ?? '')
  return { trouble: drop.kind === 'trouble' ? drop.detail : null }
}
