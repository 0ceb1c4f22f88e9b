import type { MirrorDirection } from './layout.ts'

/** The switch's mirror session: a copy of every frame of these ports to mir0. `both` shows a flooded frame once for every port. */
export function mirrorPorts(
  run: (...args: readonly string[]) => string,
  ports: readonly string[],
  direction: MirrorDirection,
): void {
  for (const port of ports) {
    forget(run, port)
    if (direction === 'off') continue
    run('tc', 'qdisc', 'add', 'dev', port, 'clsact')
    if (direction !== 'tx') mirrorPort(run, port, 'ingress')
    if (direction !== 'rx') mirrorPort(run, port, 'egress')
  }
}

function forget(run: (...args: readonly string[]) => string, port: string): void {
  try {
    run('tc', 'qdisc', 'del', 'dev', port, 'clsact')
  } catch {
    // It had none.
  }
}

function mirrorPort(run: (...args: readonly string[]) => string, port: string, side: 'ingress' | 'egress'): void {
  const filter = ['tc', 'filter', 'add', 'dev', port, side]
  const action = ['action', 'mirred', 'egress', 'mirror', 'dev', 'mir0']
  try {
    run(...filter, 'matchall', ...action)
  } catch {
    // Kernels without cls_matchall.
    run(...filter, 'protocol', 'all', 'u32', 'match', 'u32', '0', '0', ...action)
  }
}
