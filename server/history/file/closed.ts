import type { Db } from './sqlite.ts'

/* Whether a run that ended has said so: from then on nothing more comes until the next one begins. */

const NAME = 'closed'

/** Within a transaction. */
export const close = (db: Db): void => void db.prepare('INSERT OR REPLACE INTO meta VALUES (?, 1)').run(NAME)

/** Within a transaction. */
export const reopen = (db: Db): void => void db.prepare('DELETE FROM meta WHERE name = ?').run(NAME)

export const isClosed = (db: Db): boolean => db.prepare('SELECT 1 FROM meta WHERE name = ?').get(NAME) !== undefined
