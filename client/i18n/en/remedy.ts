import { hostRemedies } from './remedy/hosts.ts'
import { querierRemedies } from './remedy/queriers.ts'
import { wireRemedies } from './remedy/wire.ts'

/** What to do about a finding. */
export const remedy = { ...querierRemedies, ...hostRemedies, ...wireRemedies }
