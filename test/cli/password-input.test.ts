import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { newPassword } from '../../server/cli/password-input.ts'

/** A terminal at which each of these is typed after a prompt, a key or some at a time. */
function terminal(...typed: readonly string[][]) {
  const raw: boolean[] = []
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => raw.push(on) })
  let shown = ''
  const waiting = [...typed]
  const stderr = {
    write: (text: string) => {
      shown += text
      if (text.endsWith(': ')) setImmediate(() => waiting.shift()?.forEach((keys) => stdin.write(keys)))
    },
  }
  return { input: { stdin: stdin as unknown as NodeJS.ReadStream, stderr }, raw, shown: () => shown }
}
const PASSWORD = 'correct horse battery'

describe('a password that is typed', () => {
  it('is asked for twice, is not shown, and may be mended', async () => {
    const { input, raw, shown } = terminal([...PASSWORD.split(''), '\r'], ['correct horst\u007fe battery\r'])
    expect(await newPassword(undefined, input)).toBe(PASSWORD)
    expect(shown()).toBe('Password: \nThe same again: \n')
    // The terminal is as it was.
    expect(raw).toEqual([true, false, true, false])
  })

  it.each([
    ['another one the second time', [`${PASSWORD}\r`], ['another horse\r'], /The two are not the same/],
    ['Ctrl-C', ['corr', '\u0003'], [], /Nothing was changed/],
    ['too short a one', ['short\r'], ['short\r'], /A password has 10 to 256 characters/],
  ])('%s changes nothing', async (_, first, second, words) => {
    const { input, raw } = terminal(first, second)
    await expect(newPassword(undefined, input)).rejects.toThrow(words)
    expect(raw.at(-1)).toBe(false)
  })

  it('takes off a whole letter, however many octets it has', async () => {
    const { input } = terminal(['coração 🐎\u007f\u007f de leão\r'], ['coração de leão\r'])
    expect(await newPassword(undefined, input)).toBe('coração de leão')
  })
})
