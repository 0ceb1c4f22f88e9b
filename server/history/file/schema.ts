import { PAST_MIGRATION } from './past-schema.ts'
import { ROLLUP_MIGRATION } from './rollup-schema.ts'
import { IMPORT_MIGRATION } from './import-schema.ts'
import { MOMENT_MIGRATION } from './moment-schema.ts'
import { TAP_HOUR_MIGRATION } from './tap-hour-schema.ts'
import { KNOWN_END_MIGRATION } from './known-end.ts'

/*
 * The layout of the file. A version is a list of statements; a file of an older one is brought forward step by step,
 * each in one transaction with its `user_version`. Never change a step that has been released: add one.
 *
 * - `event` is the record: what happened, in the order of time (see key.ts for its ids), only ever added to at the end
 *   and taken away at the beginning. An event that ends a membership interval carries the interval: how long it had
 *   lasted, how long before the end the last report was, how many reports there were. So an interval costs no row of
 *   its own and none is ever rewritten.
 * - `open` has the intervals that last, a row each, found by when they began; the next start closes what is left of it.
 * - Addresses, hosts, groups and source lists are interned: an event has their numbers.
 *
 * IPv4 addresses are signed 32-bit integers; from 2^32 on it is 2^32 and the id of a row of `ipv6`. MACs are
 * 48-bit integers, -1 where there is none.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

  -- last_at: the last moment of its clock that was kept, renewed with each commit.
  CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, last_at INTEGER) STRICT;
  CREATE TABLE segment (
    id INTEGER PRIMARY KEY, source INTEGER NOT NULL, name TEXT NOT NULL, vlans TEXT NOT NULL, UNIQUE (source, name)
  ) STRICT;
  CREATE TABLE segment_group (
    id INTEGER PRIMARY KEY, segment INTEGER NOT NULL, address INTEGER NOT NULL, UNIQUE (segment, address)
  ) STRICT;
  CREATE TABLE host (
    id INTEGER PRIMARY KEY, segment INTEGER NOT NULL, ip INTEGER NOT NULL, mac INTEGER NOT NULL,
    UNIQUE (segment, ip, mac)
  ) STRICT;
  CREATE TABLE source_list (id INTEGER PRIMARY KEY, addresses BLOB NOT NULL UNIQUE) STRICT;

  -- what: see what.ts. grp, host, sources, was: numbers of segment_group, host, source_list. was: the list before a
  -- change, and the blocked sources of a group. lasted, silent, reports: of the interval that ends; milliseconds. silent,
  -- reports: NULL where nobody knows (known-end.ts).
  CREATE TABLE event (
    id INTEGER PRIMARY KEY, what INTEGER NOT NULL, grp INTEGER, host INTEGER, sources INTEGER, was INTEGER,
    lasted INTEGER, silent INTEGER, reports INTEGER
  ) STRICT;
  -- reports: how many the membership had when this interval began.
  CREATE TABLE open (
    id INTEGER PRIMARY KEY, what INTEGER NOT NULL, grp INTEGER NOT NULL, host INTEGER NOT NULL, sources INTEGER,
    reports INTEGER NOT NULL
  ) STRICT;
  -- The rest of an event of the kind gap. until: NULL while it lasts. lost: changes that could not be kept.
  CREATE TABLE gap (
    id INTEGER PRIMARY KEY, source INTEGER NOT NULL, until INTEGER, why TEXT NOT NULL, lost INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE query (
    id INTEGER PRIMARY KEY, what INTEGER NOT NULL, host INTEGER NOT NULL, grp INTEGER, max_response INTEGER NOT NULL,
    interval INTEGER
  ) STRICT;
  -- at: minutes since 1970.
  CREATE TABLE minute (
    at INTEGER NOT NULL, segment INTEGER NOT NULL, groups INTEGER NOT NULL, hosts INTEGER NOT NULL,
    memberships INTEGER NOT NULL, joins INTEGER NOT NULL, leaves INTEGER NOT NULL, expiries INTEGER NOT NULL,
    queries INTEGER NOT NULL, reports_v1 INTEGER NOT NULL, reports_v2 INTEGER NOT NULL, reports_v3 INTEGER NOT NULL,
    problems INTEGER NOT NULL, PRIMARY KEY (at, segment)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE ipv6 (id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE) STRICT;

  -- IGMP and MLD of one VLAN are two segments of one name. family: 'ipv4' or 'ipv6'.
  CREATE TABLE segment_of_family (
    id INTEGER PRIMARY KEY, source INTEGER NOT NULL, family TEXT NOT NULL, name TEXT NOT NULL, vlans TEXT NOT NULL,
    UNIQUE (source, family, name)
  ) STRICT;
  INSERT INTO segment_of_family SELECT id, source, 'ipv4', name, vlans FROM segment;
  DROP TABLE segment;
  ALTER TABLE segment_of_family RENAME TO segment;
  `,
  `
  -- What was wrong, found by when it opened (key.ts; what: the slip alone). number: what the running monitor calls it
  -- while it is open. segment: NULL where it is about the tap itself. severity: 0 information, 1 warning, 2 critical.
  -- stopped: it was open when nobody watched any more. vals, evidence: JSON.
  CREATE TABLE finding (
    id INTEGER PRIMARY KEY, what INTEGER NOT NULL, number INTEGER UNIQUE, source INTEGER NOT NULL, segment INTEGER,
    grp INTEGER, host INTEGER, code TEXT NOT NULL, severity INTEGER NOT NULL, last_at INTEGER NOT NULL,
    closed_at INTEGER, stopped INTEGER NOT NULL, count INTEGER NOT NULL, sentence TEXT NOT NULL, vals TEXT NOT NULL,
    evidence TEXT NOT NULL
  ) STRICT;
  -- The rest of an event of a finding: which one, and how bad it was then.
  CREATE TABLE finding_event (id INTEGER PRIMARY KEY, finding INTEGER NOT NULL, severity INTEGER NOT NULL) STRICT;
  `,
  `
  -- The minutes of an hour of a segment (hour-pack.ts). at: hours since 1970.
  CREATE TABLE hour (
    segment INTEGER NOT NULL, at INTEGER NOT NULL, packed BLOB NOT NULL, PRIMARY KEY (segment, at)
  ) STRICT, WITHOUT ROWID;
  -- Hours of a source that have minutes which are not in \`hour\` yet.
  CREATE TABLE hour_due (source INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (source, at)) STRICT, WITHOUT ROWID;
  -- Division cuts towards zero: before 1970 that would be the wrong hour.
  INSERT INTO hour_due SELECT DISTINCT s.source, (m.at - ((m.at % 60) + 60) % 60) / 60
    FROM minute m JOIN segment s ON s.id = m.segment;
  `,
  PAST_MIGRATION,
  ROLLUP_MIGRATION,
  IMPORT_MIGRATION,
  MOMENT_MIGRATION,
  TAP_HOUR_MIGRATION,
  KNOWN_END_MIGRATION,
]
