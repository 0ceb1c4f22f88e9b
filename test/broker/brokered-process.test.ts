import { once, type EventEmitter } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { BrokerClient } from '../../server/broker/client.ts'

/** A broker that does what a case says with each connection after the first, which is for control. */
async function against(broker: (asked: Socket, control: Socket) => void): Promise<{ said: string; code: unknown }> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-brokered-'))
  let control: Socket | null = null
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    if (control === null) control = socket
    else broker(socket, control)
  })
  server.listen(join(folder, 'socket'))
  await once(server, 'listening')
  const client = await BrokerClient.connect(join(folder, 'socket'), () => undefined)
  const child = client.start({ tcpdump: 'tcpdump', setpriv: null, root: false, tcpdumpUser: false }, 'eth1', 'igmp')
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  child.stdout.resume()
  const [code] = (await once(child as unknown as EventEmitter, 'close')) as [unknown]
  ;(control as Socket | null)?.destroy()
  server.close()
  rmSync(folder, { recursive: true, force: true })
  return { said, code }
}

it('a connection that ends without a word, as where the broker has no file descriptor left: it has ended', async () => {
  const { said, code } = await against((asked) => asked.destroy())
  expect(said).toBe('tcpdump: the capture broker could not take another request\n')
  expect(code).toBe(1)
})

it('a refusal that comes after the end of the connection is heard', async () => {
  const { said, code } = await against((asked, control) => {
    asked.once('data', () => asked.destroy())
    setTimeout(() => control.write('{"id":1,"refused":"spawn EMFILE"}\n'), 100)
  })
  expect(said).toBe('tcpdump: spawn EMFILE\n')
  expect(code).toBe(1)
})
