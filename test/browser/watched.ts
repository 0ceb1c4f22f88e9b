import type { BrowserContext, Page } from 'playwright-core'

/** What no page may do: errors on its console, requests to anybody but its server, answers that are errors. */
export interface Watched {
  page: Page
  /** One line each; emptied when taken. */
  take: () => string[]
}

/** `origin`: the server of the page. */
export async function watched(context: BrowserContext, origin: string): Promise<Watched> {
  const page = await context.newPage()
  let seen: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') seen.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => seen.push(`error: ${error.message}`))
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.origin !== origin && !['data:', 'blob:'].includes(url.protocol)) seen.push(`elsewhere: ${url.href}`)
  })
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).host !== new URL(origin).host) seen.push(`elsewhere: ${socket.url()}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) seen.push(`${response.status()}: ${response.url()}`)
  })
  return {
    page,
    take() {
      const taken = seen
      seen = []
      return taken
    },
  }
}
