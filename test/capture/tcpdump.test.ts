import { describe, expect, it } from 'vitest'
import { builtInFilter } from '../../server/capture/capture-filter.ts'
import { captureCommand, readTcpdumpLine, type LaunchPlace, type TcpdumpSays } from '../../server/capture/tcpdump.ts'

describe('captureCommand', () => {
  const place: LaunchPlace = {
    tcpdump: '/usr/bin/tcpdump',
    setpriv: '/usr/bin/setpriv',
    root: false,
    tcpdumpUser: true,
  }
  it('asks for no tag on `any`, where libpcap refuses the word', () => {
    expect(captureCommand(place, 'any').args.at(-1)).toBe(builtInFilter([], true))
    expect(text({}, 'any')).toContain('-y LINUX_SLL -i any ')
    expect(builtInFilter([], true)).not.toContain('vlan')
  })
  it('takes no option from a filter', () => {
    expect(captureCommand(place, 'eth1', '-z reboot').args.slice(-2)).toEqual(['--', '-z reboot'])
  })
  const text = (change: Partial<LaunchPlace>, iface = 'eth1'): string => {
    const { file, args } = captureCommand({ ...place, ...change }, iface)
    return [file, ...args].join(' ')
  }
  const capture =
    '/usr/bin/tcpdump -i eth1 -n -U --immediate-mode -s 2048 -B 16384 -Q in --time-stamp-precision=nano -w - -- ' +
    builtInFilter()

  it('is tcpdump alone where there is no setpriv', () => {
    expect(text({ setpriv: null })).toBe(capture)
  })
  it('ends with its parent', () => {
    expect(text({})).toBe(`/usr/bin/setpriv --pdeathsig TERM -- ${capture}`)
  })
  it('gives root away before the death signal is set, because a change of user forgets it', () => {
    expect(text({ root: true })).toBe(
      '/usr/bin/setpriv --reuid=tcpdump --regid=tcpdump --clear-groups --inh-caps=-all,+net_raw ' +
        `--ambient-caps=-all,+net_raw --bounding-set=-all,+net_raw --no-new-privs --pdeathsig TERM -- ${capture}`,
    )
    expect(text({ root: true, tcpdumpUser: false })).toBe(`/usr/bin/setpriv --pdeathsig TERM -- ${capture}`)
  })
  it('leaves CAP_NET_RAW alone to it where this process may hold more', () => {
    expect(text({ onlyNetRaw: true })).toBe(
      '/usr/bin/setpriv --inh-caps=-all,+net_raw --ambient-caps=-all,+net_raw --bounding-set=-all,+net_raw ' +
        `--no-new-privs --pdeathsig TERM -- ${capture}`,
    )
  })
})

describe('readTcpdumpLine', () => {
  const cases: readonly (readonly [string, TcpdumpSays])[] = [
    ['tcpdump: listening on eth0, link-type EN10MB (Ethernet), snapshot length 2048 bytes', { what: 'listening' }],
    [
      'tcpdump: 12 packets captured, 14 packets received by filter, 2 packets dropped by kernel',
      { what: 'dropped', frames: 2 },
    ],
    ['1 packet dropped by kernel', { what: 'dropped', frames: 1 }],
    ['0 packets dropped by kernel', { what: 'dropped', frames: 0 }],
    ["tcpdump: eth0: You don't have permission to perform this capture on that device", { what: 'not-permitted' }],
    ["tcpdump: eth0: You don't have permission to capture on that device", { what: 'not-permitted' }],
    ['(socket: Operation not permitted)', { what: 'not-permitted' }],
    ['setpriv: apply capabilities: Operation not permitted', { what: 'not-permitted' }],
    ['tcpdump: nosuch: No such device exists', { what: 'no-such-interface' }],
    ['tcpdump: eth1: That device is not up', { what: 'interface-down' }],
    ['tcpdump: pcap_loop: The interface disappeared', { what: 'interface-gone' }],
    ['tcpdump: pcap_loop: The interface went down', { what: 'interface-down' }],
    [
      "tcpdump: can't parse filter expression: syntax error",
      { what: 'bad-filter', detail: "can't parse filter expression: syntax error" },
    ],
    ...[
      "unknown host 'nosuch.invalid'",
      "unknown port 'foo'",
      "unknown ip proto 'foo'",
      "unknown ether host 'zz'",
      'expression rejects all packets',
      'VLAN tag 5000 greater than maximum 4095',
      'non-network bits set in "10.0.0.1/8"',
      "'gateway' not supported in this configuration",
      "'ip' modifier applied to ip6 host",
      'number 99999999999 overflows 32 bits',
      'no VLAN support for Linux cooked v2',
    ].map((detail) => [`tcpdump: ${detail}`, { what: 'bad-filter', detail }] as const),
    ['tcpdump: something new', { what: 'other', detail: 'something new' }],
    ['3 packets captured', { what: 'other', detail: '3 packets captured' }],
  ]
  it.each(cases)('%s', (line, says) => {
    expect(readTcpdumpLine(line)).toEqual(says)
  })
})
