import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseSender } from '../server/capture/senders.ts'
import { readConfig } from '../server/config.ts'
import { ReverseNames } from '../server/dns/reverse-names.ts'
import { cellText } from '../server/history/exports/csv.ts'
import { printable } from '../server/log.ts'
import { checkEntry } from '../server/names/entry.ts'
import { readNames } from '../server/names-text.ts'
import { parseAddress } from '../shared/address.ts'
import { exportFileName } from '../shared/export-name.ts'
import { parseFilter } from '../shared/filter.ts'
import { MAX_NAME_LENGTH } from '../shared/names.ts'
import { documented, type Documented } from './http/documented.ts'
import { HOSTILE, UNSEEN } from './hostile-text.ts'

const TEXTS = Object.entries(HOSTILE)
/** What a spreadsheet computes (OWASP, CSV injection). */
const FORMULA = /^"?[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/

let served: Documented
let folder: string
beforeAll(async () => {
  served = await documented(null)
  folder = mkdtempSync(join(tmpdir(), 'rollcall-hostile-'))
}, 120_000)
afterAll(async () => {
  await served.close()
  rmSync(folder, { recursive: true })
})

const put = (name: string) =>
  supertest(served.app).put('/api/v1/names').send({ kind: 'group', subject: '239.9.9.9', on: null, name })
/** One sentence, that nothing of what was sent makes longer than a screen. */
const isSentence = (text: unknown): boolean => typeof text === 'string' && text.length < 2_500 && !/\n.*\n/.test(text)

describe.each(TEXTS)('in: %s', (_what, text) => {
  it('as a name by the API it is refused in a sentence, or kept as one line that can be seen', async () => {
    const { status, body, headers } = await put(text)
    expect(headers['set-cookie']).toBeUndefined()
    if (status < 300) {
      expect(body.name).toBe(text.trim().normalize('NFC'))
      expect(body.name).not.toMatch(UNSEEN)
      expect(body.name.length).toBeLessThanOrEqual(MAX_NAME_LENGTH)
    } else {
      expect([400, 413]).toContain(status)
      expect(isSentence(body.detail)).toBe(true)
    }
  })

  it('as a name in a file it is the same', () => {
    const written = `kind,subject,on,name\r\ngroup,239.9.9.9,,"${text.replaceAll('"', '""')}"\r\n`
    for (const file of [written, `#EXTM3U\n#EXTINF:-1,${text}\nudp://@239.9.9.9:5000\n`]) {
      const { lines } = readNames(Buffer.from(file), null)
      for (const { entry } of lines ?? []) {
        const { checked } = entry ? checkEntry(entry) : { checked: null }
        if (checked) expect(checked.entry.name).not.toMatch(UNSEEN)
        if (checked) expect(checked.entry.name.length).toBeLessThanOrEqual(MAX_NAME_LENGTH)
      }
    }
  })

  it('as the title of a wall, a note, a filter and a parameter it is refused in a sentence, or harmless', async () => {
    const { app } = served
    const wall = { filter: '', inches: 50, metres: 3, pages: ['overview'], every: 20_000, segment: null, sound: false }
    const asked = [
      supertest(app)
        .put('/api/v1/walls/studio')
        .send({ ...wall, title: text }),
      supertest(app).post('/api/v1/findings/acknowledge').send({ key: 'none', note: text }),
    ]
    // No client can send a target of megabytes: the server ends it, see http-server.test.ts.
    if (text.length < 10_000 && text.isWellFormed()) {
      asked.push(supertest(app).get('/api/v1/groups').query({ filter: text }))
      asked.push(
        supertest(app)
          .get('/api/v1/groups')
          .query({ [text]: 'x' }),
      )
      asked.push(supertest(app).get(`/api/v1/groups/${encodeURIComponent(text)}/239.1.1.1`))
      asked.push(supertest(app).get('/api/v1/export/memberships.csv').query({ filter: text }).set('user-agent', 'x'))
    }
    for (const { status, body, headers, text: answer } of await Promise.all(asked)) {
      expect(status).toBeLessThan(500)
      expect(headers['set-cookie']).toBeUndefined()
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['content-type'] ?? '').not.toContain('text/html')
      if (status >= 400) expect(isSentence(body.detail), answer).toBe(true)
    }
    const { title = '' } = (await supertest(app).get('/api/v1/walls/studio')).body as { title?: string }
    expect(title).not.toMatch(UNSEEN)
  })

  it('as the name of a sender it is none', () => {
    expect(parseSender(`${text}=192.0.2.1`)?.name ?? '').toMatch(/^[\w.-]{0,40}$/)
    expect(parseSender(text)).toBeNull()
  })

  it('in the configuration it is refused in a sentence, or a word without effect', () => {
    const file = join(folder, 'rollcall.toml')
    writeFileSync(file, `filter = ${JSON.stringify(text)}\ngmi = ${JSON.stringify(text)}\n`)
    expect(() => readConfig(file)).toThrow(/^The configuration .*\.$/s)
    writeFileSync(file, text)
    let said = ''
    try {
      readConfig(file)
    } catch (error) {
      said = (error as Error).message
    }
    expect(said.length).toBeLessThan(2_500)
  })
})

it('as answers of the DNS no text is a name but what is letters and digits', async () => {
  let changes = 0
  const ask = () => Promise.resolve(TEXTS.map(([, text]) => text))
  const names = new ReverseNames({
    resolver: { ask, cancel: () => undefined },
    now: Date.now,
    changed: () => (changes += 1),
  })
  const address = parseAddress('192.0.2.1')!
  names.name(address, true)
  await expect.poll(() => changes, { timeout: 20_000 }).toBe(1)
  names.stop()
  expect(names.name(address, false)).toBe('__proto__')
})

describe.each(TEXTS)('out: %s', (_what, text) => {
  it('in a line of the log nothing of it moves or hides anything', () => {
    expect(printable(text)).not.toMatch(UNSEEN)
    expect(printable(text).length).toBeLessThan(25_000)
  })

  it.each([',', ';'])('in CSV it is one cell, and no formula (%s)', (delimiter) => {
    const cell = cellText(delimiter)(text)
    expect(cell).not.toMatch(FORMULA)
    const rows: string[][] = parse(`a${delimiter}${cell}${delimiter}b\r\n`, { delimiter })
    expect(rows).toHaveLength(1)
    expect(rows[0]).toHaveLength(3)
    // The apostrophe is what keeps a spreadsheet from computing; half a character is none in UTF-8.
    expect([text, `'${text}`].map((one) => one.toWellFormed())).toContain(rows[0]?.[1]?.toWellFormed())
  })

  it('in the name of a file it is letters and digits', () => {
    const name = exportFileName({ set: 'memberships', filter: text, format: 'csv', gzip: false })
    expect(name).toMatch(/^memberships_[\w.-]*all\.csv$/)
    expect(name.length).toBeLessThan(120)
  })

  it('as a filter it is read, or refused with its place', () => {
    const { filter, error } = parseFilter(text.slice(0, 2_000))
    expect((filter === null) !== (error === null)).toBe(true)
  })
})
