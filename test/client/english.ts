import { switchLocale, wantPages } from '../../client/i18n/index.ts'

/* Imported for what it does: the texts of all pages, in English, before a test reads one. */
await wantPages()
await switchLocale('en')
