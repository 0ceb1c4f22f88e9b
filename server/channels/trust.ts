import { rootCertificates } from 'node:tls'

/** The authorities that are trusted: the usual ones, and that of the channel. */
export const trusted = (ca: string | null): string[] | undefined =>
  ca === null ? undefined : [...rootCertificates, ca]
