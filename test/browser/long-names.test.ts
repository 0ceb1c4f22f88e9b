import { CAPTURE, DEMO, pagesOn } from './page-checks.ts'

pagesOn([
  { what: 'the simulated network, with names of 40 letters', source: DEMO, named: true },
  { what: 'a capture file that was read, with names of 40 letters', source: CAPTURE, named: true },
])
