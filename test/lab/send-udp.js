// Sends UDP datagrams: node send-udp.js FROM TO PORT HEX...
import { createSocket } from 'node:dgram'

const [from, to, port, ...datagrams] = process.argv.slice(2)
const socket = createSocket('udp4')
socket.bind(0, from, () => {
  let left = datagrams.length
  for (const hex of datagrams)
    socket.send(Buffer.from(hex, 'hex'), Number(port), to, () => (left -= 1) || socket.close())
})
