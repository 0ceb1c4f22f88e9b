import { ALL_HOSTS as GENERAL } from '../../../shared/address.ts'
import { ip } from '../../generate/message.ts'
import { ask, query, says, v2 } from '../../membership/wire.ts'
import type { FindingCase } from '../scene.ts'

const GROUP = ip('239.1.1.1')

/** A host whose checksum is wrong now and then, and a switch without Router Alert. */
export const badSender: FindingCase = {
  code: 'bad-sender',
  opens: {
    play: (scene) => {
      scene.step(0, '10.0.10.1', query(), { routerAlert: false })
      scene.step(1, '10.0.10.11', says('TO_EX', '239.1.1.1'))
      scene.step(2, '10.0.10.11', says('TO_EX', '239.1.1.2'), { badChecksum: true })
      scene.step(125, '10.0.10.1', query())
      scene.advance(600)
    },
    story: [
      '1 opened information 10.0.10.1',
      '3 opened warning 10.0.10.11',
      '521 closed information 10.0.10.1',
      '523 closed warning 10.0.10.11',
    ],
  },
  almost: {
    // The Linux bridge asks after a group at 224.0.0.1; RFC 1112 knows no Router Alert.
    play: (scene) => {
      scene.step(0, '10.0.10.1', query({ version: 2 }))
      scene.step(1, '10.0.10.11', v2('239.1.1.1'))
      scene.step(2, '10.0.10.1', ask('239.1.1.1', [], { version: 2 }), { dst: GENERAL })
      scene.step(3, '10.0.10.12', { kind: 'report', version: 1, group: GROUP }, { routerAlert: false })
      scene.advance(300)
    },
  },
}
