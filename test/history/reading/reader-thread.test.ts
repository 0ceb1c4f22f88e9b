import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ReaderThread } from '../../../server/history/reader-thread.ts'
import type { FromReader } from '../../../server/history/protocol.ts'
import { newFolder, openHistory } from '../histories.ts'

describe('the reading thread', () => {
  it('tells whoever asks for more of a reading that ended with an earlier thread, and goes on', async () => {
    const folder = await newFolder()
    await openHistory(folder)
    const said: FromReader[] = []
    const thread = new ReaderThread(join(folder, 'rollcall.db'), (message) => void said.push(message))
    thread.hear({ say: 'next', id: 7 })
    expect(said).toMatchObject([{ say: 'error', id: 7, notice: { code: 'history-stopped' } }])
    thread.hear({ say: 'pin', id: 8 })
    expect(said[1]).toMatchObject({ say: 'pin', id: 8 })
  })
})
