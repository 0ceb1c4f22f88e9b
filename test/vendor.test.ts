import { expect, it } from 'vitest'
import { vendorOf } from '../server/vendor.ts'

it.each([
  ['00:00:00:12:34:56', 'XEROX CORPORATION'],
  ['00-1b-c5-00-00-01', 'Converging Systems Inc.'], // a block of 36 bits inside another's 24
  ['02:00:00:12:34:56', null], // made up locally
  ['00:00:00', null],
  ['not a MAC', null],
])('%s is of %s', (mac, vendor) => expect(vendorOf(mac)).toBe(vendor))
