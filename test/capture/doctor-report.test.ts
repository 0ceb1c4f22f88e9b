import { describe, expect, it } from 'vitest'
import { doctorReport, type Examination, type Trial } from '../../server/capture/doctor-report.ts'

const trial: Trial = {
  interface: 'eth1',
  seconds: 5,
  frames: 40,
  more: false,
  igmp: 3,
  queries: 1,
  trouble: null,
  sights: [],
}
const healthy: Examination = {
  permission: { permitted: true, tcpdump: '/usr/bin/tcpdump' },
  interfaces: [
    { name: 'eth1', up: true, why: null },
    { name: 'lo', up: true, why: 'loopback' },
  ],
  asked: [],
  trials: [trial],
  tzsp: { address: '0.0.0.0:37008', trouble: null },
  erspan: null,
  rights: null,
  memory: null,
}

describe('doctorReport', () => {
  it('finds nothing missing where all is there', () => {
    expect(doctorReport(healthy)).toEqual({
      exitCode: 0,
      lines: [
        'ok       capturing is permitted (/usr/bin/tcpdump)',
        'ok       interface eth1 is up',
        'note     interface lo is left out: loopback',
        'ok       40 frames arrived on eth1 within 5 s',
        'ok       3 IGMP messages among them, 1 of them queries',
        'ok       TZSP can be received on UDP 0.0.0.0:37008',
        'ok       ERSPAN can be received (GRE)',
      ],
    })
  })

  it('tells whether the server could give up the right to capture', () => {
    const last = (trouble: string | null): unknown => {
      const { lines, exitCode } = doctorReport({ ...healthy, rights: { trouble } })
      return [exitCode, ...lines.slice(7)]
    }
    expect(last(null)).toEqual([0, 'ok       the server gives up its rights: a broker keeps the one to capture'])
    expect(last('no setpriv')).toEqual([
      1,
      'MISSING  the server would keep the right to capture itself: no setpriv',
      '         Remedy: rollcall service install, or a setpriv that can take rights away (util-linux)',
    ])
  })

  it('tells what memory a server here may take, and what to do where it is too little', () => {
    const last = (memory: Examination['memory']): unknown => {
      const { lines, exitCode } = doctorReport({ ...healthy, memory })
      return [exitCode, ...lines.slice(7)]
    }
    expect(last({ says: 'the server takes 1024 MB', trouble: null })).toEqual([0, 'ok       the server takes 1024 MB'])
    expect(last({ says: '384 MB do not fit', trouble: { remedy: 'a machine with 759 MB' } })).toEqual([
      1,
      'MISSING  384 MB do not fit',
      '         Remedy: a machine with 759 MB',
    ])
  })

  it('misses nothing where only ERSPAN cannot be received', () => {
    const { lines, exitCode } = doctorReport({ ...healthy, erspan: 'no package' })
    expect([lines.at(-1), exitCode]).toEqual(['note     ERSPAN cannot be received: no package', 0])
  })

  const remedy = 'sudo setcap cap_net_raw+ep /usr/bin/tcpdump'
  const cases: readonly (readonly [string, Partial<Examination>, readonly string[]])[] = [
    [
      'tcpdump is missing',
      { permission: { permitted: false, why: 'missing', remedy: 'sudo apt install tcpdump' }, trials: [] },
      ['MISSING  the program tcpdump is not installed', '         Remedy: sudo apt install tcpdump'],
    ],
    [
      'it is not permitted',
      {
        permission: { permitted: false, why: 'not-permitted', tcpdump: 'tcpdump', detail: 'no CAP_NET_RAW', remedy },
        trials: [],
      },
      ['MISSING  capturing is not permitted: no CAP_NET_RAW', `         Remedy: ${remedy}`],
    ],
    ['there is no interface', { interfaces: [], trials: [] }, ['MISSING  there is no Ethernet interface that is up']],
    [
      'the one asked for is down',
      { asked: ['eth2'], interfaces: [{ name: 'eth2', up: false, why: 'down' }], trials: [] },
      ['MISSING  interface eth2 is down', '         Remedy: ip link set eth2 up'],
    ],
    ['the one asked for is not there', { asked: ['eth9'], trials: [] }, ['MISSING  there is no interface eth9']],
    [
      'no frames arrive',
      { trials: [{ ...trial, frames: 0, igmp: 0 }] },
      ['MISSING  no frames arrived on eth1 within 5 s'],
    ],
    ['no IGMP among them', { trials: [{ ...trial, igmp: 0 }] }, ['MISSING  no IGMP among them']],
    ['the trial fails', { trials: [{ ...trial, trouble: 'x' }] }, ['MISSING  the trial capture on eth1 failed: x']],
    [
      'the port is taken',
      { tzsp: { address: 'h:1', trouble: 'y' } },
      ['MISSING  TZSP cannot be received on UDP h:1: y'],
    ],
  ]
  it.each(cases)('%s', (_, change, expected) => {
    const { lines, exitCode } = doctorReport({ ...healthy, ...change })
    expect(exitCode).toBe(1)
    for (const line of expected) expect(lines.some((each) => each.startsWith(line))).toBe(true)
  })

  it('says what the tap can see and what it cannot', () => {
    const sights = [
      { good: true, text: 'Both directions.' },
      { good: false, text: 'Copies.' },
    ]
    const { lines, exitCode } = doctorReport({ ...healthy, trials: [{ ...trial, sights }] })
    expect(exitCode).toBe(0)
    expect(lines).toContain('ok       eth1: Both directions.')
    expect(lines).toContain('note     eth1: Copies.')
  })

  it('does not miss a query that may yet come, and says when there were more frames than it counts', () => {
    const { lines, exitCode } = doctorReport({ ...healthy, trials: [{ ...trial, queries: 0, more: true }] })
    expect(exitCode).toBe(0)
    expect(lines).toContain('note     no query within 5 s; one every 125 s is normal')
    expect(lines).toContain('ok       more than 40 frames arrived on eth1 within 5 s')
  })
})
