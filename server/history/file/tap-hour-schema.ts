/**
 * The roll-up of a source with all its segments, by the minute (tap-hour-pack.ts). at: hours since 1970. Of an hour that an
 * older version rolled up there is none: its segments tell. A step of schema.ts.
 */
export const TAP_HOUR_MIGRATION = `
  CREATE TABLE tap_hour (
    source INTEGER NOT NULL, at INTEGER NOT NULL, packed BLOB NOT NULL, PRIMARY KEY (source, at)
  ) STRICT, WITHOUT ROWID;
  `
