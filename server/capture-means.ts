import { notice } from '../shared/notice.ts'
import { BrokerClient } from './broker/client.ts'
import { sweepLeftOver } from './broker/left-over.ts'
import { BROKER_VARIABLE, RIGHTS_KEPT_VARIABLE } from './broker/protocol.ts'
import { meansHere, type CaptureMeans } from './capture/means.ts'
import type { Log } from './log.ts'

/**
 * How this server captures: by the broker that started it, or with rights of its own. What it starts itself shall not
 * know of the broker.
 */
export async function captureMeans(environment: NodeJS.ProcessEnv, log: Log): Promise<CaptureMeans> {
  const path = environment[BROKER_VARIABLE]
  const kept = environment[RIGHTS_KEPT_VARIABLE]
  for (const name of [BROKER_VARIABLE, RIGHTS_KEPT_VARIABLE]) Reflect.deleteProperty(environment, name)
  if (kept !== undefined) return { ...meansHere, notes: [notice('rights-kept', { detail: kept })] }
  if (path === undefined) return meansHere
  let isEnding = false
  process.once('SIGTERM', () => (isEnding = true))
  process.once('SIGINT', () => (isEnding = true))
  void sweepLeftOver(path, Date.now())
  return BrokerClient.connect(path, () => {
    if (isEnding) return
    log('The capture broker ended, so nothing can be captured any more: stopping. Remedy: start Rollcall again.')
    process.kill(process.pid, 'SIGTERM')
  })
}
