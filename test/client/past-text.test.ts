import { afterAll, describe, expect, it } from 'vitest'
import { switchLocale, wantPages } from '../../client/i18n/index.ts'
import { binText } from '../../client/past/mark-text.ts'

describe('what changed within a bar of the scrubber', () => {
  afterAll(() => switchLocale('en'))

  it.each([
    ['en', 1, 0, 2_345, '1 joined, 0 left, 2,345 expired'],
    ['pt-BR', 1, 1, 1, '1 entrou, 1 saiu, 1 expirou'],
    ['pt-BR', 84, 71, 1_200, '84 entraram, 71 saíram, 1.200 expiraram'],
  ] as const)('has its numbers and their forms: %s', async (lang, joined, left, expired, text) => {
    await switchLocale(lang)
    await wantPages()
    expect(binText({ joined, left, expired })).toBe(text)
  })
})
