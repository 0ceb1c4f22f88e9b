import { setFlagsFromString } from 'node:v8'

/** So much more than what is in use may be there before garbage is collected, in percent. */
const GROWTH = 20

/**
 * Left to itself the engine lets a heap become four times what is in use before it collects garbage, which `--max-memory`
 * has no room for. This counts for all threads, from their next collection on, and no heap ends because of it.
 */
export function collectEarly(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH}`)
}
