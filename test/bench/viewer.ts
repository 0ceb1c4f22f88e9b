import { io } from 'socket.io-client'
import { LIVE_PATH, type ViewRequest } from '../../shared/live.ts'

/* A page of the benchmark in a process of its own: watches what it is told, as long as it is told. */

const socket = io(`http://127.0.0.1:${process.argv[2] ?? ''}`, { path: LIVE_PATH, transports: ['websocket'] })
let asked = 0
let firstMs = 0
let updates = 0
const came = (_id: number, _what: unknown, received: () => void): void => {
  received()
  updates += 1
  if (firstMs === 0) firstMs = performance.now() - asked
}
socket.on('snapshot', came)
socket.on('change', came)
process.on('message', ({ request, ms }: { request: ViewRequest; ms: number }) => {
  firstMs = 0
  updates = 0
  asked = performance.now()
  socket.emit('watch', 1, request)
  setTimeout(() => {
    socket.emit('unwatch', 1)
    process.send?.({ firstMs, updates })
  }, ms)
})
