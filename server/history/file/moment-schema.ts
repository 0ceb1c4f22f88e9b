/** What a moment that is over is asked for besides its memberships: since when a group was, and who queried. A step of schema.ts. */
export const MOMENT_MIGRATION = `
  -- Where a group began and ended.
  CREATE INDEX event_group ON event (grp) WHERE (what & 15) IN (4, 5);
  -- General queries, by time: those of a leave are far more.
  CREATE INDEX query_general ON query (((what >> 2) & 3)) WHERE ((what >> 2) & 3) = 0;
  `
