import { watchEffect } from 'vue'

/** Names the one thing that a page is about in the window's title; the shell names the pages themselves. */
export function usePageTitle(subject: () => string): void {
  watchEffect(() => (document.title = `${subject()} · Rollcall`))
}
