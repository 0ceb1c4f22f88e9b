import type { IncomingMessage, Server as HttpServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import {
  LIVE_PATH,
  type ClientToServer,
  type Hello,
  type Pulse,
  type ServerToClient,
  type ViewName,
} from '../../shared/live.ts'
import type { Notice } from '../../shared/notice.ts'
import { SECOND, type DurationMs } from '../../shared/time.ts'
import { pulseOf } from '../views/pulse.ts'
import type { Subject } from '../views/subject.ts'
import { Board, TICK } from './board.ts'
import { cutIfChoked, endLine, keepPace } from './pace.ts'
import { Seats, type Visitor } from './seats.ts'
import { Viewer } from './viewer.ts'

/** Letters that wait for a line that takes none: a page that does not read must not fill the memory. */
const MAX_QUEUED = 1_000_000
/** Octets of one message from a page. */
const MAX_REQUEST = 16 * 1024
/** From the WebSocket to the first word of the page. */
const FIRST_WORD: DurationMs = 10 * SECOND

interface HubOptions {
  subject: Subject
  /** Said to each page as it connects, by its handshake. */
  hello: (request: IncomingMessage) => Hello
  /** Whether this handshake may become a viewer: its Host, Origin and token. */
  allowRequest: (request: IncomingMessage) => boolean
  /** Who it is that was allowed; absent: the neighbour on the line, and nothing more is known. */
  visitorOf?: (request: IncomingMessage) => Visitor
  /** Whether who came with this handshake may watch such a view; absent: any. */
  mayWatch?: (request: IncomingMessage, view: ViewName) => boolean
  /** What is to be done about the certificate; absent: there is none. */
  certificate?: () => Notice | null
  /** A fault in a view. */
  onError: (error: unknown) => void
}

/** Shows the subject to every page that is connected to `server`, which stays its owner's to close. */
export class LiveHub {
  readonly #io: Server<ClientToServer, ServerToClient>
  readonly #board: Board
  readonly #subject: Subject
  readonly #certificate: NonNullable<HubOptions['certificate']>
  readonly #seats = new Seats()
  readonly #lines = new Set<Socket['conn']>()
  readonly #hello: HubOptions['hello']
  readonly #mayWatch: NonNullable<HubOptions['mayWatch']>
  readonly #timers: readonly NodeJS.Timeout[]
  /** Until the board goes on with its work. */
  #resting: NodeJS.Timeout | null = null

  constructor(
    server: HttpServer,
    { subject, hello, allowRequest, mayWatch, onError, certificate, visitorOf = neighbour }: HubOptions,
  ) {
    this.#subject = subject
    this.#hello = hello
    this.#certificate = certificate ?? (() => null)
    this.#mayWatch = mayWatch ?? (() => true)
    this.#board = new Board(subject, () => performance.now(), onError)
    this.#io = new Server(server, {
      path: LIVE_PATH,
      transports: ['websocket'],
      allowUpgrades: false,
      serveClient: false,
      maxHttpBufferSize: MAX_REQUEST,
      connectTimeout: FIRST_WORD,
      allowRequest: (request, answer) => {
        const allowed = allowRequest(request) && this.#seats.isFree(visitorOf(request))
        answer(allowed ? null : 'not allowed', allowed)
      },
    })
    this.#io.engine.on('connection', (conn: Socket['conn']) => {
      const leave = this.#seats.take(visitorOf(conn.request))
      this.#lines.add(conn)
      conn.once('close', () => {
        this.#lines.delete(conn)
        leave()
        endLine(conn)
      })
      keepPace(conn, () => performance.now())
    })
    this.#io.on('connection', (socket) => this.#connect(socket))
    this.#timers = [setInterval(() => this.#tick(), TICK), setInterval(() => this.#pulse(), SECOND)]
  }

  get viewers(): number {
    return this.#seats.taken
  }

  /** Pages that found no place. */
  get refused(): number {
    return this.#seats.refused
  }

  /** Something may look different now. Cheap: call it as often as it happens. */
  changed(): void {
    this.#board.changed()
  }

  /** Closes the line without a word: a page that is told to go would stay away, one that is cut off tries again. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    if (this.#resting) clearTimeout(this.#resting)
    this.#io.engine.close()
    await Promise.resolve()
  }

  /** Cuts the line of those whose handshake is meant; they try again and are asked anew. */
  cutOff(isMeant: (request: IncomingMessage) => boolean): void {
    // Those that have not said their first word yet, too.
    for (const line of this.#lines) if (isMeant(line.request)) cut(line)
  }

  #connect(socket: Socket<ClientToServer, ServerToClient>): void {
    const queue = queueOf(socket)
    const viewer = new Viewer(
      this.#board,
      {
        snapshot: (id, snapshot, received) => socket.emit('snapshot', id, snapshot, received),
        change: (id, change, received) => socket.emit('change', id, change, received),
        isFull: () => queue.letters > MAX_QUEUED,
      },
      () => performance.now(),
    )
    socket.emit('hello', this.#hello(socket.request))
    // The clocks of the sources before the first rows: without them the ages of a replayed file would be told in today's.
    socket.emit('pulse', this.#pulseNow())
    socket.on('watch', (id: unknown, request: unknown, answer: unknown) => {
      const refusal = viewer.watch(id, request, (view) => this.#mayWatch(socket.request, view))
      if (typeof answer === 'function') answer(refusal)
      if (refusal === null) setImmediate(() => this.#serveNew())
    })
    socket.on('unwatch', (id: unknown) => viewer.unwatch(id))
    socket.on('disconnect', () => viewer.leave())
  }

  #tick(): void {
    for (const conn of this.#lines) cutIfChoked(conn)
    this.#board.tick()
    this.#work()
  }

  #serveNew(): void {
    this.#board.serveNew()
    this.#work()
  }

  #work(): void {
    if (this.#resting) return
    const rest = this.#board.work()
    if (rest === null) return
    this.#resting = setTimeout(() => {
      this.#resting = null
      this.#work()
    }, rest)
  }

  #pulseNow(): Pulse {
    const certificate = this.#certificate()
    return { ...pulseOf(this.#subject, Date.now()), ...(certificate ? { certificate } : {}) }
  }

  #pulse(): void {
    if (this.viewers > 0) this.#io.volatile.emit('pulse', this.#pulseNow())
  }
}

const neighbour = ({ socket }: IncomingMessage): Visitor => ({
  address: socket.remoteAddress ?? '',
  session: null,
  display: false,
})

/** Letters that the line has not taken yet: it takes all that wait at once, when it has sent what it took before. */
function queueOf({ conn }: Socket): { letters: number } {
  const queue = { letters: 0 }
  conn.on('packetCreate', ({ data }: { data?: unknown }) => {
    if (typeof data === 'string') queue.letters += data.length
  })
  conn.on('flush', () => (queue.letters = 0))
  return queue
}

/** Who is put out may not say when: a goodbye would be waited for as long as the other side likes. */
function cut(line: Socket['conn']): void {
  line.close(true)
  line.request.socket.destroy()
}
