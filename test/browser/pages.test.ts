import { CAPTURE, DEMO, pagesOn } from './page-checks.ts'

pagesOn([
  { what: 'the simulated network', source: DEMO, named: false },
  { what: 'a capture file that was read', source: CAPTURE, named: false },
])
