import type { remedy as en } from '../en/remedy.ts'
import { hostRemedies } from './remedy/hosts.ts'
import { querierRemedies } from './remedy/queriers.ts'
import { wireRemedies } from './remedy/wire.ts'

export const remedy: typeof en = { ...querierRemedies, ...hostRemedies, ...wireRemedies }
