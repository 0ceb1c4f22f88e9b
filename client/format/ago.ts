import type { EpochMs } from '../../shared/time.ts'
import { t } from '../i18n/index.ts'
import { ticking } from './duration.ts'

/** `2:05 ago`; of a moment that is over the history cannot tell it. */
export const ago = (now: EpochMs, at: EpochMs | null): string =>
  at === null ? '—' : t('host.ago', { age: ticking(now - at) })
