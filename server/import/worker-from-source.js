// The worker in a checkout without `dist/` (tests, tsx): Node 20 reads no TypeScript, so tsx is told to first. Plain
// JavaScript, because it runs before that. The built product starts `worker.js` itself and never comes here.
import { register } from 'tsx/esm/api'

register()
await import('./worker.ts')
