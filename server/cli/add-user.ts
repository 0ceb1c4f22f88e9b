import { defaultDataFolder } from '../config.ts'

/** What makes a user of the server with this data folder. */
export const addUser = (folder: string): string =>
  `rollcall user add NAME --role operator${folder === defaultDataFolder(process.env) ? '' : ` --data ${folder}`}`
