import { HOST_REMEDIES, HOST_SENTENCES } from '../../../../shared/finding-text/hosts.ts'

/** In English the page says what the terminal says. */
interface HostTexts {
  sentences: Record<keyof typeof HOST_SENTENCES, string>
  remedies: Record<keyof typeof HOST_REMEDIES, string>
}
export const hosts: HostTexts = { sentences: HOST_SENTENCES, remedies: HOST_REMEDIES }
