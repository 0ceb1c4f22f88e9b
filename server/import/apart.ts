import { UsageError } from '../cli/usage-error.ts'
import { HistoryError, importsIn } from '../history/store.ts'

/** What is live never mixes with a capture that was put in. Throws `UsageError` where a source has the name of one. */
export function mustBeApart(folder: string, sources: readonly { name: string }[]): void {
  const captures = new Set(captureNames(folder))
  const source = sources.find(({ name }) => captures.has(name))
  if (!source) return
  const { name } = source
  throw new UsageError(
    `The source "${name}" has the name of a capture that was put into the history. Remedy: NAME=SOURCE with another name, or rollcall import --remove ${name}`,
  )
}

function captureNames(folder: string): string[] {
  try {
    return importsIn(folder).map(({ name }) => name)
  } catch (error) {
    // There is no history that could be read; its own notice says why.
    if (error instanceof HistoryError) return []
    throw error
  }
}
