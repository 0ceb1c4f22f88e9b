import { computed, ref } from 'vue'
import { isOpen, isUnfinished, joinPieces, piecesOf } from './pieces.ts'

/** A filter while it is edited: its terms, and among them the one that is being typed. */
export function useTerms(filter: string) {
  const pieces = ref<string[]>(piecesOf(filter))
  const draft = ref('')
  /** The place of the draft among the terms. */
  const at = ref(pieces.value.length)
  const before = computed(() => pieces.value.slice(0, at.value))
  const after = computed(() => pieces.value.slice(at.value))
  const whole = computed(() => joinPieces([...before.value, draft.value.trim(), ...after.value]))
  /** What can be asked for while one types: without a term that is only begun. */
  const askable = computed(() => (isUnfinished(draft.value.trim()) ? joinPieces(pieces.value) : whole.value))

  function reset(text: string): void {
    pieces.value = piecesOf(text)
    draft.value = ''
    at.value = pieces.value.length
  }
  function put(done: readonly string[]): void {
    pieces.value.splice(at.value, 0, ...done)
    at.value += done.length
  }
  /** Terms that are complete leave the draft: a space is behind them. */
  function part(): void {
    if (!/\s/.test(draft.value)) return
    const found = piecesOf(draft.value)
    const goesOn = isOpen(draft.value) || !/\s$/.test(draft.value)
    const rest = goesOn ? (found.pop() ?? '') : ''
    put(found)
    draft.value = rest
  }
  function settle(): void {
    put(piecesOf(draft.value))
    draft.value = ''
    at.value = pieces.value.length
  }
  /** The term at `index` becomes the draft. */
  function edit(index: number): void {
    const typed = piecesOf(draft.value)
    draft.value = ''
    put(typed)
    const target = index >= at.value - typed.length ? index + typed.length : index
    const [piece] = pieces.value.splice(target, 1)
    at.value = target
    draft.value = piece ?? ''
  }
  function remove(index: number): void {
    pieces.value.splice(index, 1)
    if (index < at.value) at.value -= 1
  }
  return { pieces, draft, at, before, after, whole, askable, reset, part, settle, edit, remove }
}
