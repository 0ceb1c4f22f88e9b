import type { Acknowledgement } from '../shared/finding.ts'
import { DeskFile } from './desk-file.ts'
import { NameBook } from './names/book.ts'
import { NamesFile } from './names-file.ts'

/* What people said, as the files of a data folder have it: for who only reads them, beside a server or without one. */

export function namesIn(folder: string): NameBook {
  const book = new NameBook()
  for (const entry of new NamesFile(folder).look()) book.put(entry)
  return book
}

/** By the key of a finding. */
export function notesIn(folder: string): Readonly<Record<string, Acknowledgement>> {
  try {
    const words = new DeskFile(folder).read()
    return Object.fromEntries((words?.acknowledged ?? []).map(({ key, at, by, note }) => [key, { at, by, note }]))
  } catch {
    // The server says so when it starts.
    return {}
  }
}
