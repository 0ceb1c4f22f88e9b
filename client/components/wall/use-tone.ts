import { onScopeDispose, ref } from 'vue'

/** Two tones, a fourth apart, twice: heard across a room, and no alarm clock. */
const NOTES = [659.3, 880, 659.3, 880]
const NOTE_S = 0.22
const LOUDNESS = 0.35

/** A tone made in the page. `blocked` while the browser wants somebody to touch the page first. */
export function useTone() {
  const context = new AudioContext()
  const blocked = ref(context.state === 'suspended')
  const told = (): void => void (blocked.value = context.state === 'suspended')
  context.addEventListener('statechange', told)
  const wake = (): void => void context.resume().catch(() => undefined)
  const GESTURES = ['keydown', 'pointerdown'] as const
  for (const name of GESTURES) window.addEventListener(name, wake)
  wake()

  function play(): void {
    if (context.state !== 'running') return
    const loud = context.createGain()
    loud.connect(context.destination)
    NOTES.forEach((frequency, index) => {
      const from = context.currentTime + index * NOTE_S
      const note = context.createOscillator()
      note.frequency.value = frequency
      note.connect(loud)
      // Without a slope at both ends it would click.
      loud.gain.setValueAtTime(0, from)
      loud.gain.linearRampToValueAtTime(LOUDNESS, from + 0.02)
      loud.gain.setValueAtTime(LOUDNESS, from + NOTE_S - 0.05)
      loud.gain.linearRampToValueAtTime(0, from + NOTE_S)
      note.start(from)
      note.stop(from + NOTE_S)
      if (index === NOTES.length - 1) note.addEventListener('ended', () => loud.disconnect())
    })
  }
  onScopeDispose(() => {
    for (const name of GESTURES) window.removeEventListener(name, wake)
    context.removeEventListener('statechange', told)
    void context.close().catch(() => undefined)
  })
  return { blocked, play }
}
