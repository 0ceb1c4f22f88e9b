import { HOST_SENTENCES } from '../../../../shared/finding-text/hosts.ts'

/** In English the page says what the terminal says. */
export const hosts: Record<keyof typeof HOST_SENTENCES, string> = HOST_SENTENCES
