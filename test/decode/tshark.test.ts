import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCapture } from '../../server/capture/file.ts'
import { Decoder } from '../../server/decode/index.ts'
import { messageLine } from '../../server/decode/line.ts'
import type { MessageLine } from '../../shared/message.ts'
import { PcapWriter } from '../bench/pcap-writer.ts'
import { arbitrarySent, type Sent } from '../generate/frame.ts'
import { TUNNELS } from '../generate/tunnel.ts'
import { MLD_FRAMES } from './honest.ts'
import { oddities } from './oddities.ts'
import { show, type Shown, tsharkVersion } from './tshark.ts'

/*
 * The decoder against an independent one, field by field. Where the two differ and the RFC is on our side, the
 * difference is named below with its section, and must really occur: a dissector that was mended fails the test.
 */

const CAPTURES = fileURLToPath(new URL('../fixtures/captures/', import.meta.url))
const version = tsharkVersion()
if (version === null) process.stderr.write('\nSKIPPED: the differential test needs tshark (apt-get install tshark)\n\n')

/**
 * Tunnels that this tshark does not open or opens only when it is told to: the ports of Linux and of GPE, entropy labels,
 * a control word it has no hint of, L2TP and CAPWAP by conversation, IP packets in ERSPAN.
 */
const SHOWN_OTHERWISE = [
  'L2TP',
  'CAPWAP',
  'control word',
  'MPLS with Ethernet',
  'entropy',
  'GPE',
  'port of Linux',
  'with an IP packet',
  'TZSP over',
  'routing',
]
/** The bound of `link.ts`. */
const MOST_TAGS = 4

interface Difference {
  name: string
  applies: (line: MessageLine, shown: Shown) => boolean
  /** What tshark should have said. */
  mend: (shown: Shown, line: MessageLine) => Shown
  seen: boolean
}
const isOld = (shown: Shown) => shown.type === 0x12 || shown.type === 0x16 || shown.type === 0x17
const incomplete = (line: MessageLine) =>
  ['truncated', 'fragment'].some((problem) => line.problems.includes(problem as never))

const DIFFERENCES: Difference[] = [
  {
    name: 'RFC 2236 s2.3, RFC 3376 s4.1.2: the checksum is over the whole IP payload; tshark sums 8 octets',
    applies: (_line, shown) => shown.length > 8 && (isOld(shown) || (shown.type === 0x11 && shown.version !== 3)),
    mend: (shown, line) => ({ ...shown, checksum: line.problems.includes('bad-checksum') ? 'bad' : 'good' }),
    seen: false,
  },
  {
    name: 'RFC 3376 s7.1: a query of 9 to 11 octets is of no version and MUST be ignored; tshark shows version 1 or 2',
    applies: (_line, shown) => shown.type === 0x11 && shown.length > 8 && shown.length < 12,
    mend: (shown) => ({ ...shown, version: null }),
    seen: false,
  },
  {
    name: 'RFC 3810 s8.1: a query of 25 to 27 octets is of no version and MUST be ignored; tshark shows version 1',
    applies: (line, shown) => shown.type === 130 && line.version === null,
    mend: (shown) => ({ ...shown, version: null }),
    seen: false,
  },
  {
    name: 'RFC 3376 s4.2.4: a record that runs past the end is no record; tshark shows its head',
    applies: (line) => line.problems.includes('malformed-record') || (line.version === 3 && incomplete(line)),
    mend: (shown) => ({
      ...shown,
      records: shown.records.filter(
        ({ claimed, sources, group, end }) => claimed === sources.length && group !== '' && end <= shown.length,
      ),
    }),
    seen: false,
  },
  {
    name: 'RFC 3376 s4.2.12: a record of an unknown type is left out; tshark shows it',
    applies: (line) => line.problems.includes('unknown-record-type'),
    mend: (shown) => ({ ...shown, records: shown.records.filter(({ type }) => typeof type === 'string') }),
    seen: false,
  },
  {
    name: 'RFC 3376 s4: types outside membership are not ours; tshark hands DVMRP, PIMv1 and RGMP to other dissectors',
    applies: (line) => line.kind === 'other',
    mend: (shown, line) => ({
      ...shown,
      type: shown.type ?? line.type,
      version: null,
      group: null,
      records: [],
      // Nor does it check the sum of a type it does not know.
      checksum: line.problems.includes('bad-checksum') ? 'bad' : 'good',
    }),
    seen: false,
  },
]

async function decode(path: string): Promise<MessageLine[]> {
  const decoder = new Decoder('')
  const lines: MessageLine[] = []
  await readCapture(path, (frame) => {
    const message = decoder.decode(frame)
    if (typeof message !== 'string') lines.push(messageLine(message))
  })
  return lines
}

const floatValue = (code: number) => (code < 128 ? code : ((code & 15) | 16) << (((code >> 4) & 7) + 3))

function queryIntervalMs({ queryIntervalCode, queryIntervalSeconds }: Shown): number | undefined {
  const seconds = queryIntervalCode === null ? queryIntervalSeconds : floatValue(queryIntervalCode)
  return seconds === null ? undefined : seconds * 1_000
}

/** Both sides in the same words: only what both can know. */
function fromTshark(shown: Shown, line: MessageLine) {
  const isQuery = shown.type === 0x11 || shown.type === 130
  // RFC 2236 s4: a version 1 query means 10 s.
  const tenths = shown.version === 1 ? 100 : shown.maxResponseTenths
  return {
    frame: shown.frame,
    // VLAN id 0 is a priority tag (IEEE 802.1Q).
    vlans: shown.tags.filter((id) => id !== 0),
    mac: shown.mac,
    src: shown.src,
    dst: shown.dst,
    ttl: shown.ttl,
    routerAlert: shown.routerAlert,
    type: shown.type,
    version: shown.version,
    group: isQuery && (shown.group === '0.0.0.0' || shown.group === '::') ? null : shown.group,
    maxResponseMs:
      isQuery && shown.version !== null
        ? (shown.maxResponseMs ?? (tenths === null ? undefined : tenths * 100))
        : undefined,
    suppress: shown.suppress ?? undefined,
    robustness: shown.robustness ?? undefined,
    queryIntervalMs: queryIntervalMs(shown),
    sources: isQuery && shown.robustness !== null ? shown.sources : undefined,
    records:
      shown.type === 0x22 || shown.type === 143
        ? shown.records.map(({ type, group, sources }) => ({ type, group, sources }))
        : undefined,
    checksum: incomplete(line) ? 'not checked' : shown.checksum,
  }
}

function fromUs(line: MessageLine) {
  const { frame, vlans, mac, src, dst, ttl, routerAlert, type, version, group, problems } = line
  const { maxResponseMs, suppress, robustness, queryIntervalMs, sources, records } = line
  const checksum = incomplete(line) ? 'not checked' : problems.includes('bad-checksum') ? 'bad' : 'good'
  const head = { frame, vlans, mac, src, dst, ttl, routerAlert, type, version, group }
  const asked = { maxResponseMs: version === null ? undefined : maxResponseMs, suppress, robustness, queryIntervalMs }
  return { ...head, ...asked, sources, records, checksum }
}

/** tshark folds a second 802.1ad tag into the first one. */
const hasOneServiceTag = ({ envelope: { vlans = [], tagTypes = [] } }: Sent): boolean =>
  tagTypes.slice(0, vlans.length).filter((type) => type === 0x88a8).length <= 1

/** Compares every frame of a capture; answers how many were alike. */
async function compare(path: string): Promise<number> {
  const lines = new Map((await decode(path)).map((line) => [line.frame, line]))
  const shownFrames = show(path)
  for (const found of shownFrames) {
    const line = lines.get(found.frame)
    if (!line) {
      expect(found.tags.length > MOST_TAGS, `${path} frame ${found.frame} gave no message`).toBe(true)
      continue
    }
    lines.delete(found.frame)
    let shown = found
    for (const difference of DIFFERENCES) {
      if (!difference.applies(line, shown)) continue
      const mended = difference.mend(shown, line)
      if (JSON.stringify(mended) !== JSON.stringify(shown)) difference.seen = true
      shown = mended
    }
    expect(fromUs(line), `${path} frame ${found.frame}`).toEqual(fromTshark(shown, line))
    expect(Math.abs(line.at - shown.at)).toBeLessThan(0.001)
  }
  // What is left tshark does not take for IGMP: a message so short that it has no type.
  for (const line of lines.values()) expect(line.type, `${path} frame ${line.frame}`).toBeNull()
  return shownFrames.length
}

describe.skipIf(version === null)('decode and tshark agree, frame by frame and field by field', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-tshark-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('on the hour', async () => {
    expect(await compare(join(CAPTURES, 'hour.pcap'))).toBeGreaterThan(900)
  })

  for (const part of ['cases', 'stacks', 'links']) {
    it.each(readdirSync(join(CAPTURES, part)).filter((name) => /\.pcap(ng)?$/.test(name)))(
      `on ${part}/%s`,
      async (name) => {
        // Empty, cut and damaged files are the reader's concern.
        if (['empty.pcap', 'insane-caplen.pcap', 'file-cut-in-record-header.pcap'].includes(name)) return
        await compare(join(CAPTURES, part, name))
      },
    )
  }

  it('on two thousand made frames, right and wrong', async () => {
    const path = join(folder, 'made.pcap')
    const writer = new PcapWriter(path)
    const frames = fc.sample(arbitrarySent.filter(hasOneServiceTag), { seed: 20251126, numRuns: 2_000 })
    frames.forEach(({ data }, index) => writer.write(1_764_115_200_000 + index * 1.001, data))
    writer.close()
    expect(await compare(path)).toBeGreaterThan(1_500)
  })

  it('on lengths and records that the RFC and the dissector read in different ways', async () => {
    const path = join(folder, 'odd.pcap')
    const writer = new PcapWriter(path)
    oddities().forEach((data, index) => writer.write(1_764_115_200_000 + index, data))
    writer.close()
    expect(await compare(path)).toBe(oddities().length)
  })

  it('on each tunnel around IGMP and MLD', async () => {
    const path = join(folder, 'tunnels.pcap')
    const writer = new PcapWriter(path)
    const tunnels = TUNNELS.filter(({ name }) => !SHOWN_OTHERWISE.some((part) => name.includes(part)))
    const inner = [oddities()[0]!, ...MLD_FRAMES.slice(0, 5)]
    const frames = [...MLD_FRAMES, ...tunnels.flatMap(({ wrap }) => inner.map(wrap))]
    frames.forEach((data, index) => writer.write(1_764_115_200_000 + index, data))
    writer.close()
    expect(await compare(path)).toBe(frames.length)
  })

  it('and every difference that is excused above does occur', () => {
    expect(DIFFERENCES.filter(({ seen }) => !seen).map(({ name }) => name)).toEqual([])
  })
})
