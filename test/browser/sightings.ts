import type { Page } from 'playwright-core'
import { FINDING_CODES, type FindingCode, type Severity } from '../../shared/finding.ts'
import { FINDING_TITLES } from '../../shared/finding-text.ts'
import type { EpochMs } from '../../shared/time.ts'

/** A finding as a person sees it on the page of the findings. */
export interface Sighting {
  code: FindingCode
  /** `over`: it is among those of the past. */
  state: Severity | 'over'
  /** Where it is: a segment's path, or what the page calls the tap. */
  where: string
  sentence: string
  /** When the page showed it first in this state, by the clock of the machine. */
  at: EpochMs
}
type Shown = Omit<Sighting, 'code'> & { title: string }

/** Notes down all that an open page of findings shows from now on, however short it stands there. */
export class Sightings {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  async open(origin: string): Promise<void> {
    await this.#page.goto(`${origin}/findings?lang=en&zone=utc`)
    await this.#page.getByRole('heading', { name: 'Findings', level: 1 }).waitFor()
    await this.#page.evaluate(() => {
      const seen = new Map<string, object>()
      const look = (): void => {
        for (const card of document.querySelectorAll('article')) {
          const text = (selector: string): string => card.querySelector(selector)?.textContent.trim() ?? ''
          const where = card.querySelector('header .where [title]')?.getAttribute('title') ?? text('header .where')
          const state = ['critical', 'warning', 'information', 'over'].find((one) => card.classList.contains(one))
          const title = text('h2 button > span:last-of-type')
          const key = [title, state, where].join('|')
          if (!seen.has(key)) seen.set(key, { title, state, where, sentence: text('.sentence'), at: Date.now() })
        }
      }
      new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true })
      look()
      Object.assign(window, { sightings: () => [...seen.values()] })
    })
  }

  async all(): Promise<Sighting[]> {
    const shown = await this.#page.evaluate(() => (window as unknown as { sightings: () => Shown[] }).sightings())
    return shown.map(({ title, ...rest }) => ({ code: codeOf(title), ...rest }))
  }
}

function codeOf(title: string): FindingCode {
  const code = FINDING_CODES.find((one) => FINDING_TITLES[one] === title)
  if (code === undefined) throw new Error(`no finding is called "${title}"`)
  return code
}
