import { z } from 'zod'
import type { ChannelConfig } from '../shared/channel.ts'
import type { Notice } from '../shared/notice.ts'
import { CHANNEL, CHANNEL_ID } from './http/channel-schema.ts'
import { KeptFile } from './kept-file.ts'

const FILE = 'channels.json'
/** Channels that send findings out, those of the configuration too; a further one is refused. */
export const MAX_CHANNELS = 20

const Kept = z.object({ channels: z.array(CHANNEL.extend({ id: CHANNEL_ID })).max(MAX_CHANNELS) })

/** The channels that people have set up, with their secrets, in a file of the data folder that nobody else may read. */
export class ChannelsFile {
  readonly #file: KeptFile

  constructor(folder: string) {
    this.#file = new KeptFile(folder, FILE)
  }

  get path(): string {
    return this.#file.path
  }

  /** None when there is no file. Throws when it cannot be read. */
  read(): readonly ChannelConfig[] {
    const octets = this.#file.read()
    return octets === null ? [] : Kept.parse(JSON.parse(octets.toString())).channels
  }

  setAside(): boolean {
    return this.#file.setAside()
  }

  /** Returns why not, or null. */
  write(channels: readonly ChannelConfig[]): Notice | null {
    return this.#file.write(JSON.stringify({ channels }, null, 1))
  }
}
