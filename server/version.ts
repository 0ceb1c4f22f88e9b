import { readFileSync } from 'node:fs'

/** The version of package.json, two folders above the built file and one above the source. */
function read(): string {
  for (const path of ['../../package.json', '../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as Record<
        string,
        string
      >
      if (name === 'rollcall' && version) return version
    } catch {
      // not here; the other one is
    }
  }
  return '0.0.0'
}

export const VERSION = read()
