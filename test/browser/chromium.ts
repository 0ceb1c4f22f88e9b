import { chromium, type Browser } from 'playwright-core'
import { findProgram } from '../../server/capture/program.ts'

/** Debian's name, and what others call it. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome']
const path = NAMES.map((name) => findProgram(name)).find((found) => found !== null) ?? null

/** Why there is no browser here, or null. Say it loudly: `SKIPPED: ...`. */
export const whyNoBrowser = (): string | null =>
  path === null ? 'there is no chromium. Remedy: sudo apt install chromium' : null

/** Quiet and the same everywhere. `executable`: another file that starts it, as in a namespace of the lab. */
export function launch(executable?: string): Promise<Browser> {
  return chromium.launch({
    executablePath: executable ?? path ?? 'chromium',
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      // A page is silent until somebody touches it, as on a display.
      '--autoplay-policy=document-user-activation-required',
      ...['--disable-component-update', '--disable-sync', '--force-color-profile=srgb'],
    ],
    timeout: 120_000,
  })
}
