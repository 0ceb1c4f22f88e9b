import type { Answers } from '../../shared/api.ts'
import type { NameEntry } from '../../shared/names.ts'

/** Letters of a name that is still set well. */
const LETTERS = 40
/** Rows of a list that get one: more than a page shows. */
const ROWS = 200

/** Gives a name of 40 letters to every segment, group and host that the first pages show. */
export async function giveLongNames(origin: string): Promise<void> {
  const get = async <Path extends keyof Answers>(path: string): Promise<Answers[Path]> =>
    (await (await fetch(`${origin}/api/v1${path}`)).json()) as Answers[Path]
  const groups = (await get<'/groups'>(`/groups?sort=-confirmed&limit=${ROWS}`)).rows
  const hosts = (await get<'/hosts'>(`/hosts?sort=-groups&limit=${ROWS}`)).rows
  const segments = [...new Set([...groups, ...hosts].map(({ segment }) => segment))]
  const entries: NameEntry[] = [
    ...segments.map((subject, i) => named('segment', subject, null, `Segment ${i + 1}`)),
    ...groups.map(({ group, segment }, i) => named('group', group, segment, `Television channel ${i + 1}`)),
    ...hosts
      // Several hosts may have none.
      .filter(({ host: { ip } }) => ip !== '0.0.0.0' && ip !== '::')
      .map(({ host, segment }, i) => named('host', host.ip, segment, `Set-top box ${i + 1}`)),
  ]
  for (const entry of entries) {
    const answer = await fetch(`${origin}/api/v1/names`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(entry),
    })
    if (!answer.ok) throw new Error(`${entry.subject}: ${await answer.text()}`)
  }
}

const named = (kind: NameEntry['kind'], subject: string, on: string | null, begins: string): NameEntry => ({
  kind,
  subject,
  on,
  name: `${begins} in the west wing of the old house`.padEnd(LETTERS, 'm').slice(0, LETTERS).replace(/ $/, 'm'),
})
