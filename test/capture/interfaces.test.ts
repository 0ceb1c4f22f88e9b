import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { listInterfaces, lookAtInterface } from '../../server/capture/interfaces.ts'

const root = mkdtempSync(join(tmpdir(), 'rollcall-sys-'))
afterAll(() => rmSync(root, { recursive: true }))
const net = join(root, 'class/net')

/** As /sys shows it: a link into the tree of devices. Values of files; `true` a folder. */
function card(name: string, under: 'pci' | 'virtual', files: Record<string, string | true>): void {
  const device = join(root, 'devices', under, 'net', name)
  mkdirSync(device, { recursive: true })
  const all: Record<string, string | true> = {
    type: '1',
    flags: '0x1003',
    ifindex: '5',
    iflink: '5',
    uevent: `INTERFACE=${name}`,
    ...files,
  }
  for (const [file, value] of Object.entries(all)) {
    if (value === true) mkdirSync(join(device, file))
    else writeFileSync(join(device, file), `${value}\n`)
  }
  mkdirSync(dirname(join(net, name)), { recursive: true })
  symlinkSync(device, join(net, name))
}

card('eth0', 'pci', {})
card('eth1', 'pci', { flags: '0x1002' })
card('eth2', 'pci', { brport: true })
card('eth3', 'pci', { bonding_slave: true })
card('eth0.10', 'virtual', { uevent: 'INTERFACE=eth0.10\nDEVTYPE=vlan', iflink: '2', lower_eth0: true })
card('bond0', 'virtual', {})
card('docker0', 'virtual', { bridge: true })
card('lo', 'virtual', { type: '772' })
card('macvlan0', 'virtual', { iflink: '2', lower_eth0: true })
card('tun0', 'virtual', { type: '65534' })
card('tap0', 'virtual', { tun_flags: '0x1002' })
card('veth12', 'virtual', { iflink: '9' })
// Not an interface: the kernel keeps such files there.
writeFileSync(join(net, 'bonding_masters'), 'bond0\n')

describe('listInterfaces', () => {
  it('says of every interface why it is left out', () => {
    const found = Object.fromEntries(listInterfaces(net).map(({ name, why }) => [name, why]))
    expect(found).toEqual({
      bond0: null,
      docker0: 'container',
      eth0: null,
      'eth0.10': 'vlan',
      eth1: 'down',
      eth2: 'part-of-bridge',
      eth3: 'part-of-bond',
      lo: 'loopback',
      macvlan0: null,
      tap0: 'container',
      tun0: 'not-ethernet',
      veth12: 'container',
    })
  })

  it('is empty where there is no such folder', () => {
    expect(listInterfaces(join(root, 'none'))).toEqual([])
  })
})

describe('lookAtInterface', () => {
  it.each([
    ['eth0', 'up'],
    ['eth1', 'down'],
    ['eth9', 'gone'],
  ])('%s is %s', (name, state) => {
    expect(lookAtInterface(name, net)).toBe(state)
  })
  it('leaves the answer to tcpdump where there is no such folder', () => {
    expect(lookAtInterface('en0', join(root, 'none'))).toBe('up')
  })
})
