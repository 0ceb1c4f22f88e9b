import { nextTick, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { io, type Socket } from 'socket.io-client'
import {
  fold,
  LIVE_PATH,
  type ClientToServer,
  type Hello,
  type Pulse,
  type ServerToClient,
  type ViewChange,
  type ViewName,
  type ViewRequest,
  type ViewSnapshot,
  type ViewState,
} from '../../shared/live.ts'
import { SECOND, type DurationMs } from '../../shared/time.ts'

export type RequestOf<V extends ViewName> = Extract<ViewRequest, { view: V }>

/** The part of a socket that is used here: a test puts its own in this place. */
export interface LiveSocket {
  readonly connected: boolean
  on<E extends keyof ServerToClient>(event: E, listener: ServerToClient[E]): unknown
  on(event: 'connect' | 'disconnect', listener: () => void): unknown
  emit<E extends keyof ClientToServer>(event: E, ...args: Parameters<ClientToServer[E]>): unknown
}

export interface ConnectionSink {
  hello(hello: Hello): void
  pulse(pulse: Pulse): void
  /** True with every connect, false with every disconnect. */
  connected(connected: boolean): void
  /** False with every disconnect; true when each view that was shown then has its snapshot of after it. */
  upToDate(upToDate: boolean): void
}

/** One view, as long as it is watched. */
export interface WatchedView<V extends ViewName> {
  /** null until the first snapshot; kept, as the last thing known, while disconnected. */
  readonly state: Readonly<ShallowRef<ViewState<V> | null>>
  /** True until this request's first snapshot came, and again from a disconnect to the next snapshot. */
  readonly stale: Readonly<Ref<boolean>>
  /** The server's sentence when it refuses the request. */
  readonly error: Readonly<Ref<string | null>>
  /** Asks for something else; the old state stays until the new one comes. */
  change(request: RequestOf<V>): void
  stop(): void
}

export interface Connection {
  watch<V extends ViewName>(request: RequestOf<V>): WatchedView<V>
}

/** What the connection keeps of a watched view; the view's own type is known only inside `watchView`. */
interface Watcher {
  ask(): void
  lost(): void
  snapshot(snapshot: ViewSnapshot): void
  change(change: ViewChange): void
}

/**
 * Views over one socket. Each request goes under a number of its own, so an update that was under way for an earlier
 * request, or from before a gap, is told by its number and dropped. Each update is acknowledged only after it was
 * applied and drawn: a page that cannot keep up slows its server down instead of queueing (MAX_UNACKNOWLEDGED).
 */
export function createConnection(socket: LiveSocket, sink: ConnectionSink): Connection {
  const watchers = new Set<Watcher>()
  /** By the number of the request that is under way to the server. */
  const asked = new Map<number, Watcher>()
  let lastId = 0
  /** Views that still show what they had before the last disconnect. */
  const behind = new Set<Watcher>()
  function caughtUp(watcher: Watcher): void {
    if (behind.delete(watcher) && behind.size === 0) sink.upToDate(true)
  }

  const drawn = (received: () => void) => void nextTick(received)

  socket.on('hello', (hello) => sink.hello(hello))
  socket.on('pulse', (pulse) => sink.pulse(pulse))
  socket.on('snapshot', (id, snapshot, received) => {
    asked.get(id)?.snapshot(snapshot)
    drawn(received)
  })
  socket.on('change', (id, change, received) => {
    asked.get(id)?.change(change)
    drawn(received)
  })
  // Reconnecting is the same path as connecting: everything is asked for again.
  socket.on('connect', () => {
    sink.connected(true)
    for (const watcher of watchers) watcher.ask()
  })
  socket.on('disconnect', () => {
    sink.connected(false)
    asked.clear()
    for (const watcher of watchers) {
      watcher.lost()
      behind.add(watcher)
    }
    if (behind.size > 0) sink.upToDate(false)
  })

  function watch<V extends ViewName>(first: RequestOf<V>): WatchedView<V> {
    const state = shallowRef<ViewState<V> | null>(null)
    const stale = ref(true)
    const error = ref<string | null>(null)
    let request: ViewRequest = first
    /** The number the server knows this view by; 0 while it knows none. */
    let id = 0
    let seq: number | null = null

    const forget = () => {
      if (id !== 0) socket.emit('unwatch', id)
      asked.delete(id)
      id = 0
      seq = null
    }
    const watcher: Watcher = {
      ask() {
        if (!socket.connected) return
        forget()
        const mine = (id = ++lastId)
        asked.set(mine, watcher)
        socket.emit('watch', mine, request, (refusal) => {
          if (mine !== id) return
          error.value = refusal
          if (refusal !== null) caughtUp(watcher)
        })
      },
      lost() {
        id = 0
        seq = null
        stale.value = true
      },
      snapshot(snapshot) {
        // The number was given to a request for view V, so the state is V's.
        state.value = (snapshot as unknown as ViewSnapshot<V>).state
        seq = snapshot.seq
        stale.value = false
        error.value = null
        caughtUp(watcher)
      },
      change(change) {
        if (seq === null || state.value === null) return
        if (change.seq !== seq + 1) {
          watcher.ask()
          return
        }
        seq = change.seq
        state.value = fold(state.value, change as unknown as ViewChange<V>)
      },
    }
    watchers.add(watcher)
    watcher.ask()

    return {
      state,
      stale,
      error,
      change(next) {
        if (!watchers.has(watcher) || JSON.stringify(next) === JSON.stringify(request)) return
        request = next
        stale.value = true
        watcher.ask()
      },
      stop() {
        watchers.delete(watcher)
        caughtUp(watcher)
        forget()
      },
    }
  }

  return { watch }
}

/** After a server that is there said no; what only broke is tried again sooner. */
const REFUSED_AGAIN: DurationMs = 10 * SECOND

/**
 * The socket of this page: websocket only, on the address the page came from, trying again for ever. `refused`: it did
 * not come to be, by a server that is gone or by one that does not let this page in; a socket cannot tell.
 */
export function openSocket(refused: () => void): LiveSocket {
  const socket: Socket<ServerToClient, ClientToServer> = io({
    path: LIVE_PATH,
    transports: ['websocket'],
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
  })
  // The library takes it as final when the server says goodbye; for a page it never is.
  socket.on('disconnect', (reason) => {
    if (reason === 'io server disconnect') socket.connect()
  })
  socket.on('connect_error', () => {
    refused()
    // Nor when it is refused by name.
    if (!socket.active) setTimeout(() => socket.connect(), REFUSED_AGAIN)
  })
  return socket
}
