/*
 * Captures that were put in: each is a source whose clock is the capture's. state: by its position in IMPORT_STATES.
 * files: JSON. first_at, last_at: the least and the greatest time of its frames; milliseconds. digest: SHA-256 of its
 * frames. cut: JSON of the notice, where a file was cut or damaged.
 */
export const IMPORT_MIGRATION = `
  CREATE TABLE import (
    source INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, files TEXT NOT NULL, state INTEGER NOT NULL,
    imported_at INTEGER NOT NULL, first_at INTEGER, last_at INTEGER, frames INTEGER NOT NULL, igmp INTEGER NOT NULL,
    cut TEXT
  ) STRICT;
  `
