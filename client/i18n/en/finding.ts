import { FINDING_TITLES } from '../../../shared/finding-text/titles.ts'
import type { FindingCode } from '../../../shared/finding.ts'
import { hosts } from './finding/hosts.ts'
import { queriers } from './finding/queriers.ts'
import { wireFindings } from './finding/wire.ts'

const title: Record<FindingCode, string> = FINDING_TITLES

/** In English the page says what the terminal says. */
export const finding = {
  title,
  sentence: { ...queriers, ...hosts, ...wireFindings },
}
