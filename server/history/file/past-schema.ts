/** What makes the past quick to ask: postings and keyframes. A step of schema.ts. */
export const PAST_MIGRATION = `
  -- Which events are of a host or a group, by day (posting-pack.ts), for all ids up to the row \`posted\` of meta. An index
  -- would take twice the room, and each commit would write pages all over it.
  CREATE TABLE host_day (
    day INTEGER NOT NULL, host INTEGER NOT NULL, part INTEGER NOT NULL, last INTEGER NOT NULL, ids BLOB NOT NULL,
    PRIMARY KEY (day, host, part)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE group_day (
    day INTEGER NOT NULL, grp INTEGER NOT NULL, part INTEGER NOT NULL, last INTEGER NOT NULL, ids BLOB NOT NULL,
    PRIMARY KEY (day, grp, part)
  ) STRICT, WITHOUT ROWID;
  -- What lasted of a source when its clock stood at \`at\` (keyframe-pack.ts), by group and host. grp: of its first row.
  -- until: the furthest that the clock had been; it is later than \`at\` where it was set back.
  CREATE TABLE keyframe (
    source INTEGER NOT NULL, at INTEGER NOT NULL, part INTEGER NOT NULL, grp INTEGER NOT NULL, until INTEGER NOT NULL,
    packed BLOB NOT NULL, PRIMARY KEY (source, at, part)
  ) STRICT, WITHOUT ROWID;
  -- Events that ended an interval of a keyframe of which no report came after it.
  CREATE TABLE keyframe_silent (
    source INTEGER NOT NULL, at INTEGER NOT NULL, event INTEGER NOT NULL, PRIMARY KEY (source, at, event)
  ) STRICT, WITHOUT ROWID;
  -- The furthest that its clock has been. Of what was written before nobody knows: as far as any event.
  ALTER TABLE source ADD COLUMN reached INTEGER;
  UPDATE source SET reached = max(last_at, coalesce((SELECT (max(id) >> 9) + 1735689600000 FROM event), last_at));
  -- Queriers that were elected and lost.
  CREATE INDEX event_querier ON event ((what & 15)) WHERE (what & 15) IN (6, 7);
  `
