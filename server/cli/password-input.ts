import { openSync, readSync, closeSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { PASSWORD_LENGTH } from '../../shared/access.ts'
import { UsageError } from './usage-error.ts'

/** Octets that are read of a file or a pipe: more is no password. */
const MOST = 4_096

/** Whence a password comes; never from the command line, which every user of the machine can read. */
export interface PasswordInput {
  stdin: NodeJS.ReadStream
  stderr: { write(text: string): unknown }
}

/**
 * Of a file, of a prompt that shows nothing, or of standard input where that is no terminal: the first line. Throws
 * `UsageError`.
 */
export async function newPassword(file: string | undefined, input: PasswordInput = process): Promise<string> {
  const password = file === undefined ? await asked(input) : firstLine(readFile(file))
  const { least, most } = PASSWORD_LENGTH
  if (password.length < least || password.length > most) {
    throw new UsageError(`A password has ${least} to ${most} characters.`)
  }
  return password
}

async function asked(input: PasswordInput): Promise<string> {
  const { stdin } = input
  if (!stdin.isTTY) return firstLine((await text(stdin)).slice(0, MOST))
  const first = await prompted('Password: ', input)
  if (first !== (await prompted('The same again: ', input))) throw new UsageError('The two are not the same.')
  return first
}

function readFile(path: string): string {
  try {
    const file = openSync(path, 'r')
    try {
      const octets = Buffer.alloc(MOST)
      return octets.toString('utf8', 0, readSync(file, octets))
    } finally {
      closeSync(file)
    }
  } catch {
    throw new UsageError(`Cannot read the password file ${path}.`)
  }
}

const firstLine = (content: string): string => /^[^\r\n]*/.exec(content)?.[0] ?? ''

/** What is typed is not shown. Ctrl-C gives up. */
function prompted(words: string, { stdin, stderr }: PasswordInput): Promise<string> {
  const terminal = stdin
  stderr.write(words)
  terminal.setRawMode(true)
  terminal.resume()
  return new Promise((resolve, reject) => {
    let typed = ''
    const end = (): void => {
      terminal.off('data', take)
      terminal.setRawMode(false)
      terminal.pause()
      stderr.write('\n')
    }
    const take = (octets: Buffer): void => {
      for (const sign of octets.toString('utf8')) {
        if (sign === '\r' || sign === '\n') {
          end()
          resolve(typed)
          return
        }
        if (sign === '\u0003' || sign === '\u0004') {
          end()
          reject(new UsageError('Nothing was changed.'))
          return
        }
        typed = sign === '\u007f' || sign === '\b' ? typed.replace(/.$/su, '') : typed + sign
      }
    }
    terminal.on('data', take)
  })
}
