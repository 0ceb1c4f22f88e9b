import { SECOND, type DurationMs } from '../../shared/time.ts'

/**
 * RFC 3376 s4.1.1 and s4.1.7: below 128 the value itself, else a float `1 eee mmmm`: (mant | 0x10) << (exp + 3).
 */
export function floatCode(code: number): number {
  return code < 128 ? code : ((code & 0x0f) | 0x10) << (((code >> 4) & 7) + 3)
}

/** Max Resp Code of version 3, in units of 1/10 s. */
export const maxResponseV3 = (code: number): DurationMs => floatCode(code) * 100
/** Max Response Time of version 2 is linear (RFC 2236 s2.2): 200 is 20 s. */
export const maxResponseV2 = (code: number): DurationMs => code * 100
/** RFC 2710 s3.4: version 1 of MLD says milliseconds. */
export const maxResponseMldV1 = (code: number): DurationMs => code
/** RFC 3810 s5.1.3: below 32768 the value itself, else a float `1 eee mmmmmmmmmmmm`; in milliseconds. */
export const maxResponseMldV2 = (code: number): DurationMs =>
  code < 0x8000 ? code : ((code & 0xfff) | 0x1000) << (((code >> 12) & 7) + 3)
/** RFC 3376 s7.2.1, s7.3.1: a version 1 query has code 0 and stands for 10 s. */
export const MAX_RESPONSE_V1: DurationMs = 10 * SECOND
/** QQIC, in seconds. 0 is no interval: whoever reads it takes the default. */
export const queryInterval = (code: number): DurationMs => floatCode(code) * SECOND
