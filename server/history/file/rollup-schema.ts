/*
 * The roll-ups of groups, and what was said by the minute. `group_hour` has a row for each hour (since 1970) in which the
 * group changed; without one it is as it was before. It lies in the file by group: the hours of one group are one range,
 * which is what a page asks for. Who takes the old ones away goes from group to group, a few at a time, and finds those of
 * each at the beginning of its range.
 *
 * members: at the end of the hour, or at the last moment that was watched; stopped: nobody watched at its end, so the next
 * one begins with none. held: member-seconds. Whether an hour without a row was watched is in the minutes of its segment.
 */
export const ROLLUP_MIGRATION = `
  CREATE TABLE group_hour (
    grp INTEGER NOT NULL, at INTEGER NOT NULL, members INTEGER NOT NULL, stopped INTEGER NOT NULL,
    least INTEGER NOT NULL, most INTEGER NOT NULL, held INTEGER NOT NULL, joins INTEGER NOT NULL,
    leaves INTEGER NOT NULL, expiries INTEGER NOT NULL, PRIMARY KEY (grp, at)
  ) STRICT, WITHOUT ROWID;
  -- Hours of a source that are not in \`group_hour\` yet, or not as they are now.
  CREATE TABLE group_hour_due (
    source INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (source, at)
  ) STRICT, WITHOUT ROWID;
  -- Memberships of a group that went on after a gap: no event tells it. at: milliseconds.
  CREATE TABLE group_resumed (
    at INTEGER NOT NULL, grp INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (at, grp)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO group_hour_due SELECT DISTINCT s.source, h.at FROM hour h JOIN segment s ON s.id = h.segment
    UNION SELECT source, at FROM hour_due;

  -- Queries and leaves (v2, and Done of MLDv1) by kind; versions as IGMP counts them. NULL: it was not counted then.
  ALTER TABLE minute ADD COLUMN general_v1 INTEGER;
  ALTER TABLE minute ADD COLUMN general_v2 INTEGER;
  ALTER TABLE minute ADD COLUMN general_v3 INTEGER;
  ALTER TABLE minute ADD COLUMN specific_v2 INTEGER;
  ALTER TABLE minute ADD COLUMN specific_v3 INTEGER;
  ALTER TABLE minute ADD COLUMN leave_messages INTEGER;
  `
