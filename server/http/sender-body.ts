import { z } from 'zod'

/** Octets of a body. */
export const SENDER_BODY_LIMIT = 1_024
/** Nothing more is to be said than the address does. */
export const SENDER_BODY = z.looseObject({})
