import { writeSync } from 'node:fs'
import { History } from '../../../server/history/store.ts'
import { BASE, joined, stepOf } from '../steps.ts'

/** Writes without end, a membership a millisecond of its own clock, and prints how many there are and how many the file
 * has. To be killed. */
const history = await History.open({ folder: process.argv[2] ?? '', tables: () => null, onNotice: () => undefined })
let host = 0
setInterval(() => {
  for (let n = 0; n < 20; n += 1, host += 1) {
    history.record('tap', stepOf(joined({ host, at: BASE + host })), BASE + host)
  }
  writeSync(1, `${host} ${host - history.status().queued}\n`)
}, 5)
