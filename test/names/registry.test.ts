import { describe, expect, it } from 'vitest'
import { registryName, registryRange } from '../../server/names/registry/index.ts'
import { IPV4_GROUPS } from '../../server/names/registry/ipv4.ts'
import { IPV6_ANY_SCOPE, IPV6_GROUPS } from '../../server/names/registry/ipv6.ts'
import { formatAddress, isMulticast, parseAddress } from '../../shared/address.ts'
import { MAX_NAME_LENGTH } from '../../shared/names.ts'
import { at } from './who.ts'

describe('the registries', () => {
  it.each<[string, string | null, string | null]>([
    ['224.0.0.1', 'All systems', null],
    ['224.0.0.2', 'All routers', null],
    ['224.0.0.5', 'OSPF routers', null],
    ['224.0.0.9', 'RIPv2 routers', null],
    ['224.0.0.10', 'EIGRP routers', null],
    ['224.0.0.13', 'PIM routers', null],
    ['224.0.0.18', 'VRRP', null],
    ['224.0.0.22', 'IGMPv3 routers', null],
    ['224.0.0.102', 'HSRPv2 / GLBP', null],
    ['224.0.0.107', 'PTP peer delay', null],
    ['224.0.0.231', 'Dante control', null],
    ['224.0.0.234', null, null],
    ['224.0.0.251', 'mDNS', null],
    ['224.0.0.252', 'LLMNR', null],
    ['224.0.1.1', 'NTP', null],
    ['224.0.1.129', 'PTP primary', null],
    ['224.0.1.132', 'PTP alternate 3', null],
    ['224.0.23.12', 'KNXnet/IP', null],
    ['224.2.127.254', 'SAP announcements', 'SAP session'],
    ['224.2.130.1', null, 'SAP session'],
    ['232.1.2.3', null, 'SSM'],
    ['233.0.0.1', null, null],
    ['233.2.11.5', null, 'GLOP AS 523'],
    ['233.251.255.5', null, 'GLOP AS 64511'],
    ['233.252.0.7', null, 'MCAST-TEST-NET'],
    ['233.252.1.7', null, null],
    ['234.1.2.3', null, 'Unicast-prefix-based'],
    // 239/8 is everybody's own: a name for it would say nothing.
    ['239.1.1.1', null, null],
    ['239.192.1.1', null, null],
    ['239.69.1.2', null, 'AES67 (Dante)'],
    ['239.254.0.1', null, null],
    ['239.255.0.0', null, 'Dante / NDI'],
    ['239.255.0.1', null, 'sACN 1 / Dante / NDI'],
    ['239.255.1.2', null, 'sACN 258 / Dante / NDI'],
    ['239.255.249.255', null, 'sACN 63999 / Dante / NDI'],
    ['239.255.250.0', null, 'Dante / NDI'],
    ['239.255.250.214', 'sACN universe discovery', 'Dante / NDI'],
    ['239.255.255.250', 'SSDP / WS-Discovery', 'Dante / NDI'],
    ['239.255.255.253', 'SLPv2', 'Dante / NDI'],
    ['239.255.255.255', 'SAP announcements (local)', 'Dante / NDI'],
    // 0ff0, 0ff7: written without their zeros, no groups.
    ['ff0:0:0:1::1', null, null],
    ['ff0::1', null, null],
    ['ff0::fb', null, null],
    ['7f0::2:8000', null, null],
    ['f70::1', null, null],
    ['ff02::1', 'All nodes', null],
    ['ff02::2', 'All routers', null],
    ['ff02::16', 'MLDv2 routers', null],
    ['ff02::fb', 'mDNS', null],
    ['ff05::fb', 'mDNS', null],
    ['ff02::c', 'SSDP / WS-Discovery', null],
    ['ff08::c', 'SSDP / WS-Discovery', null],
    ['ff0e::101', 'NTP', null],
    ['ff0e::181', 'PTP primary', null],
    ['ff02::6b', 'PTP peer delay', null],
    ['ff02::1:2', 'DHCP servers and relay agents', null],
    ['ff05::1:3', 'DHCP servers (site)', null],
    ['ff02::1:3', 'LLMNR', null],
    ['ff02::1:ff00:1', null, 'Solicited-node'],
    ['ff02::1:ffab:cdef', null, 'Solicited-node'],
    ['ff02::1:fe00:1', null, null],
    ['ff02::2:ff12:3456', null, 'Node information'],
    ['ff02::1:1000', null, 'SLPv2'],
    ['ff02::1:1400', null, null],
    ['ff0e::2:7ffe', 'SAP announcements', 'SAP session'],
    ['ff0e::2:9000', null, 'SAP session'],
    ['ff3e::8000:1', null, 'SSM'],
    ['ff3e:40:2001:db8::1', null, 'Unicast-prefix-based'],
    ['ff7e:140:2001:db8::1', null, 'Embedded RP'],
    ['ff18::8300:11', null, 'sACN 17'],
    ['ff18::8300:0', null, null],
    ['ff18::8300:f9ff', null, 'sACN 63999'],
    ['ff18::8300:fa00', null, null],
    ['ff18::85:0:0:85', 'RDMnet LLRP requests', null],
    // Transient: only permanent groups are of the registry.
    ['ff1e::101', null, null],
    ['ff0e::1234', null, null],
  ])('%s', (group, exact, range) => {
    expect(registryName(at(group))?.text ?? null).toBe(exact)
    expect(registryRange(at(group))?.text ?? null).toBe(range)
  })

  it('has groups only, each once, with names that fit', () => {
    const written = [
      ...IPV4_GROUPS,
      ...IPV6_GROUPS,
      ...IPV6_ANY_SCOPE.map(([rest, text]) => [`ff0e${rest}`, text] as const),
    ]
    const addresses = written.map(([address]) => address)
    expect(new Set(addresses).size).toBe(addresses.length)
    for (const [address, text] of written) {
      const group = parseAddress(address)
      expect(group !== null && isMulticast(group) && formatAddress(group), address).toBe(address)
      expect(text.length, address).toBeLessThanOrEqual(MAX_NAME_LENGTH)
    }
  })
})
