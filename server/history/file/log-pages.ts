import { closeSync, openSync, readSync } from 'node:fs'

/* The write-ahead log of SQLite: https://sqlite.org/fileformat.html s4.1. */
const HEADER_OCTETS = 32
const FRAME_HEADER_OCTETS = 24
const MAGIC = 0x377f_0682
/** Two numbers that a log has anew each time it is begun again; a frame with others is of an earlier one. */
const SALT_OCTETS = 8
const SALT = 16
const SALT_OF_FRAME = 8

/** The pages that whole commits of a log have; none where there is no log. It may be of a database that is written now. */
export function pagesInLog(file: string, pageOctets: number): ReadonlySet<number> {
  const pages = new Set<number>()
  let handle: number
  try {
    handle = openSync(file, 'r')
  } catch {
    return pages
  }
  try {
    const header = Buffer.alloc(HEADER_OCTETS)
    // Its last bit tells the order of octets in the checksums.
    const isLog =
      readSync(handle, header, 0, HEADER_OCTETS, 0) === HEADER_OCTETS && header.readInt32BE(0) >> 1 === MAGIC >> 1
    if (!isLog || header.readUInt32BE(8) !== pageOctets) return pages
    const salt = header.subarray(SALT, SALT + SALT_OCTETS)
    const frame = Buffer.alloc(FRAME_HEADER_OCTETS)
    let commit: number[] = []
    for (let at = HEADER_OCTETS; ; at += FRAME_HEADER_OCTETS + pageOctets) {
      if (readSync(handle, frame, 0, FRAME_HEADER_OCTETS, at) < FRAME_HEADER_OCTETS) return pages
      if (!salt.equals(frame.subarray(SALT_OF_FRAME, SALT_OF_FRAME + SALT_OCTETS))) return pages
      commit.push(frame.readUInt32BE(0))
      // The last frame of a commit has the size of the database after it.
      if (frame.readUInt32BE(4) === 0) continue
      for (const page of commit) pages.add(page)
      commit = []
    }
  } finally {
    closeSync(handle)
  }
}
