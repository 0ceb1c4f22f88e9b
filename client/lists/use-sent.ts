const TYPING_PAUSE_MS = 250
/** What cannot be read may be on its way to something that can. */
const MISTAKE_PAUSE_MS = 1_200

/** What is sent of a text that is being typed: not each letter of it. `step`: it can be taken back with Back. */
export function useSent(first: string, send: (text: string, step: boolean) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let step = true
  let sent = first

  /** At once. `ends`: what comes behind it is another change. */
  function now(text: string, ends: boolean): void {
    clearTimeout(timer)
    if (text !== sent) {
      sent = text
      send(text, step)
      step = false
    }
    if (ends) step = true
  }
  function soon(text: string, isReadable: boolean): void {
    clearTimeout(timer)
    timer = setTimeout(() => now(text, false), isReadable ? TYPING_PAUSE_MS : MISTAKE_PAUSE_MS)
  }
  /** From elsewhere, as by Back. False: it is what was sent, and what stands here may be newer. */
  function came(text: string): boolean {
    if (text === sent) return false
    clearTimeout(timer)
    sent = text
    return true
  }
  return { now, soon, came }
}
