import type { Page } from 'playwright-core'

/** Answers false: the page is not told. */
type Said = (event: string, args: unknown[]) => boolean

/**
 * What the server of a page says goes through `change`, which may write into it or keep it back: states that take a flood
 * to come about, or pass in a moment.
 */
export async function changed(page: Page, change: Said): Promise<void> {
  await page.routeWebSocket(/\/live\//, (client) => {
    const server = client.connectToServer()
    server.onMessage((message) => {
      // Socket.IO: an event with or without the number of its acknowledgement.
      const [, head, body] = /^(42\d*)(\[.*)$/s.exec(String(message)) ?? []
      if (head === undefined || body === undefined) {
        client.send(message)
        return
      }
      const [event, ...args] = JSON.parse(body) as [string, ...unknown[]]
      if (change(event, args)) client.send(`${head}${JSON.stringify([event, ...args])}`)
    })
  })
}
