import { onScopeDispose, reactive } from 'vue'
import type { MessageKey } from './i18n/index.ts'

interface PageKey {
  key: string
  /** What it does, for the help. */
  help: MessageKey
  press: () => void
}

/** Keys of the page that is shown, beside those of every page; the help lists both. */
export const pageKeys = reactive<PageKey[]>([])

/** A key that works while the component lives: `useKey('t', 'common.help.table', toggle)`. */
export function useKey(key: string, help: MessageKey, press: () => void): void {
  const entry = { key, help, press }
  pageKeys.push(entry)
  onScopeDispose(() => {
    const index = pageKeys.findIndex((other) => other.press === press && other.key === key)
    if (index >= 0) pageKeys.splice(index, 1)
  })
}

/** Keys belong to the field while one types, to the browser with a modifier, to the dialog while one is open. */
export function isForPage(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return false
  const target = event.target
  if (!(target instanceof HTMLElement)) return true
  if (target.closest('input, textarea, select, [contenteditable="true"], dialog, [role="dialog"]')) return false
  // Space presses a button and enter follows a link: they keep doing so.
  return !((event.key === ' ' || event.key === 'Enter') && target.closest('button, a, summary'))
}

/** A key as it is printed on the keyboard; the space bar has a word. */
export const keyName = (key: string, space: string): string =>
  ({ ' ': space, ArrowDown: '↓', ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→', Enter: '↵', Escape: 'Esc' })[key] ?? key
