/** Sentences about queriers, in English. Names that end in `Ms` are durations, in `At` moments. */
export const QUERIER_SENTENCES = {
  'no-querier':
    'Nobody has asked who is there since this tap began to watch at {watchedAt}. Streams stop {lastsMs} after each join, although hosts still want them.',
  'no-querier-local':
    'Nobody has asked who is there since this tap began to watch at {watchedAt}. Only groups of the link itself are in use, so no stream stops; one would as soon as a host joined another group.',
  'querier-silent-late':
    '{querier} asks every {intervalMs}, but has not since {lastQueryAt}. Another router takes over at {absentAt}; if none does, streams stop from {stopsAt} on.',
  'querier-silent-late-assumed':
    '{querier} has not asked since {lastQueryAt}. How often it asks is not known yet, {intervalMs} is assumed. If nobody asks by {absentAt}, it is gone, and streams stop from {stopsAt} on.',
  'querier-silent':
    '{querier} has not asked since {lastQueryAt}, and nobody took over. Streams stop from {stopsAt} on, although hosts still want them.',
  'two-queriers-overlap':
    '{loser} asked while {querier} is querier. That is an election: it is over if {loser} stays silent from now on.',
  'two-queriers':
    '{loser} goes on asking, though it lost to {querier} at {lostAt}. They do not hear each other or do not obey, and switches may send streams to the wrong one.',
  'two-queriers-one-address':
    'Two devices ask as {querier}: {mac} and {otherMac}. No election can settle that, and switches send streams now to one and now to the other.',
  'querier-changed':
    '{querier} has been querier since {sinceAt}. {before} had fallen silent, its last query came at {lastQueryAt}.',
  'querier-changed-displaced':
    '{querier} has been querier since {sinceAt}: it took the place of {before}, because its address is lower. Streams now go its way.',
  'querier-changed-not-allowed':
    '{querier} has been querier since {sinceAt}, but only {allowed} may be. Streams go its way as long as it asks.',
  'unnumbered-querier':
    'A switch asks without an address ({mac}). It can win no election, and some hosts do not answer such queries.',
  'unnumbered-querier-ignored':
    'A switch asks without an address ({mac}), and {host} has not answered its last two queries since it joined {group}. Its stream stops, though it may still want it.',
  'mixed-versions':
    '{older} asks in {olderVersion} while {newer} asks in {newerVersion}. Hosts must answer in {olderVersion} until {untilAt}, and longer with each further such query.',
  'mixed-versions-one-querier':
    '{older} asks in {olderVersion} and in {newerVersion}. Hosts must answer in {olderVersion} until {untilAt}, and longer with each further such query.',
  'mixed-versions-hosts':
    'The querier asks in {newerVersion}, but {host} and perhaps others report in {olderVersion}. Their groups cannot choose sources until {untilAt}, and longer with each further report.',
  'mixed-versions-first':
    '{host} and perhaps others report in {olderVersion}, which knows no leave. Their groups take no leave from anybody until {untilAt}, and longer with each further report.',
  'odd-specific-query':
    '{sender} asks after single groups, last after {group}, although {querier} is querier. Hosts answer it, and it may end groups that others still want.',
  'odd-specific-query-destination':
    '{sender} asks after single groups at {destination}, not at the group itself, last after {group}. The Linux bridge does so; some hosts may not listen there.',
  'odd-specific-query-ports':
    '{sender} asks after single groups on fewer ports than it asks everybody. Last {host} did not get the query for {group}, and answered the next general one. A switch that asks only where somebody leaves goes on serving the others.',
  'odd-specific-query-unheard':
    'Hosts do not hear when {sender} asks after a group: last {host} left the query for {group} unanswered, was cut off, and joined again. Viewers see interruptions whenever another one leaves.',
  'slow-querier':
    '{querier} asks only every {intervalMs}. Many switches forget a group after 260 s, so a single query that is lost stops streams.',
  'slow-querier-fatal':
    '{querier} asks only every {intervalMs}. Many switches forget a group after 260 s, so streams stop although no query is lost.',
  'slow-querier-response':
    '{querier} gives hosts {responseMs} to answer, but asks again every {intervalMs}. Answers to different queries mix, and groups may end too early.',
  'querier-flaps':
    'Queries stayed away for more than one and a half intervals {gaps} times in an hour, the last time until {lastGapAt}. Streams stop whenever it takes longer than {lastsMs}.',
} as const
