import { describe, expect, it } from 'vitest'
import { memoryHere } from '../server/memory-here.ts'

const MIB = 1_024 ** 2
const MACHINE = 8_192 * MIB
const NONE = '9223372036854771712\n'
const V2 = '/sys/fs/cgroup'
const V1 = '/sys/fs/cgroup/memory'

const cases: readonly (readonly [string, Readonly<Record<string, string>>, readonly [number, 'machine' | 'group']])[] =
  [
    ['no control groups at all', {}, [8_192, 'machine']],
    [
      'version 2: a container that sees its own group as the root',
      { '/proc/self/cgroup': '0::/\n', [`${V2}/memory.max`]: `${512 * MIB}\n` },
      [512, 'group'],
    ],
    [
      'version 2: a service, whose slice has less',
      {
        '/proc/self/cgroup': '0::/system.slice/rollcall.service\n',
        [`${V2}/system.slice/rollcall.service/memory.max`]: `${2_048 * MIB}\n`,
        [`${V2}/system.slice/memory.max`]: `${1_000 * MIB}\n`,
      },
      [1_000, 'group'],
    ],
    [
      'version 2: it is slowed down before it is at its end',
      {
        '/proc/self/cgroup': '0::/box\n',
        [`${V2}/box/memory.max`]: `${2_048 * MIB}\n`,
        [`${V2}/box/memory.high`]: `${700 * MIB}\n`,
      },
      [700, 'group'],
    ],
    ['version 2: no limit', { '/proc/self/cgroup': '0::/a\n', [`${V2}/a/memory.max`]: 'max\n' }, [8_192, 'machine']],
    [
      'version 1: the group of the memory counts, not that of something else',
      {
        '/proc/self/cgroup': '9:cpu,cpuacct:/small\n4:memory:/box\n0::/\n',
        [`${V1}/small/memory.limit_in_bytes`]: `${100 * MIB}\n`,
        [`${V1}/box/memory.limit_in_bytes`]: `${600 * MIB}\n`,
        [`${V1}/memory.limit_in_bytes`]: NONE,
      },
      [600, 'group'],
    ],
    [
      'version 1: a container whose path is that of the machine outside',
      { '/proc/self/cgroup': '4:memory:/docker/3f2a\n', [`${V1}/memory.limit_in_bytes`]: `${512 * MIB}\n` },
      [512, 'group'],
    ],
    [
      'version 1: no limit',
      { '/proc/self/cgroup': '4:memory:/\n', [`${V1}/memory.limit_in_bytes`]: NONE },
      [8_192, 'machine'],
    ],
    [
      'a group that has more than the machine',
      { '/proc/self/cgroup': '0::/\n', [`${V2}/memory.max`]: `${16_384 * MIB}\n` },
      [8_192, 'machine'],
    ],
    [
      'files with something else in them',
      { '/proc/self/cgroup': 'nonsense\n0::relative\n1:\n0::/a/../b\n', [`${V2}/memory.max`]: '' },
      [8_192, 'machine'],
    ],
  ]

describe('what of the memory may be used here', () => {
  it.each(cases)('%s', (_, files, [mib, of]) => {
    expect(memoryHere(MACHINE, (path) => files[path] ?? null)).toEqual({ bytes: mib * MIB, of })
  })

  it('this machine has some', () => {
    expect(memoryHere().bytes).toBeGreaterThan(100 * MIB)
  })
})
