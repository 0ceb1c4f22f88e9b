// A host of the lab: one socket of a real kernel, told over standard input what to join. One command a line, answered
// with `ok` or `error TEXT`: `join G`, `leave G`, `ssm G S`, `unssm G S`. Its first argument is its own address.
import { createSocket } from 'node:dgram'
import { createInterface } from 'node:readline'

const own = process.argv[2]
const socket = createSocket({ type: 'udp4', reuseAddr: true })
const commands = {
  join: (group) => socket.addMembership(group, own),
  leave: (group) => socket.dropMembership(group, own),
  ssm: (group, source) => socket.addSourceSpecificMembership(source, group, own),
  unssm: (group, source) => socket.dropSourceSpecificMembership(source, group, own),
}

socket.bind(0, () => {
  console.log('ok')
  createInterface({ input: process.stdin }).on('line', (line) => {
    const [name, ...rest] = line.split(' ')
    try {
      commands[name](...rest)
      console.log('ok')
    } catch (error) {
      console.log(`error ${error.message}`)
    }
  })
})
