import { onScopeDispose, ref, shallowRef } from 'vue'
import type { ChannelConfig, ChannelRow, ChannelsAnswer, TestAnswer } from '../../shared/channel.ts'
import { SECOND } from '../../shared/time.ts'
import { ApiError, getJson, postJson, putJson, remove, unchanged } from '../api.ts'
import { t } from '../i18n/index.ts'

/** What is sent meanwhile is seen without a reload. */
const REFRESH = 5 * SECOND

/** What a person sets of it: what was sent meanwhile is no change of it. */
export function settingsOf(row: ChannelRow): ChannelConfig {
  const { id, name, on, target, severity, codes, filter, closed, groupFor, repeatAfter, language } = row
  return { id, name, on, target, severity, codes, filter, closed, groupFor, repeatAfter, language }
}
const pathOf = (id: string): string => `/channels/${encodeURIComponent(id)}`

/** Where findings are told outside of the page, and how that goes. */
export function useChannels() {
  const channels = shallowRef<readonly ChannelRow[] | null>(null)
  const failure = ref<string | null>(null)
  async function load(): Promise<void> {
    try {
      channels.value = (await getJson<ChannelsAnswer>('/channels')).channels
      failure.value = null
    } catch (problem) {
      failure.value = problem instanceof ApiError ? problem.message : t('common.error.network')
    }
  }
  void load()
  const timer = setInterval(() => void load(), REFRESH)
  onScopeDispose(() => clearInterval(timer))
  return { channels, failure, load }
}

/** Each throws `ApiError`. `before`: as the one who changes it has read it; null: it is new. */
export const putChannel = (id: string, config: Omit<ChannelConfig, 'id'>, before: ChannelRow | null) =>
  putJson<ChannelRow>(pathOf(id), config, unchanged(before && settingsOf(before)))
export const removeChannel = (row: ChannelRow): Promise<unknown> =>
  remove(pathOf(row.id), {}, unchanged(settingsOf(row)))
export const testChannel = ({ id }: ChannelRow): Promise<TestAnswer> => postJson<TestAnswer>(`${pathOf(id)}/test`, {})
