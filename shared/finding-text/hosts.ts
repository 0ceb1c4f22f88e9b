/** Sentences about hosts and their groups, in English. Names that end in `Ms` are durations, in `At` moments. */
export const HOST_SENTENCES = {
  'deaf-host':
    '{host} joined {group} but does not answer queries (missed in a row: {missed}). Its membership ends at {endsAt}, and the stream stops then, unless it reports again.',
  'deaf-host-over':
    '{host} does not answer queries (missed in a row: {missed}). It was in {group} until {endedAt}; whatever it joins next will stop after {lastsMs}.',
  'deaf-host-first':
    '{host} joined {group} and has not answered since (queries missed: {missed}): it does not hear them, or it is gone without a word. Its membership ends at {endsAt}, and the stream stops then, unless it reports again.',
  'deaf-host-ended':
    '{host} joined {group} and never answered a query (missed: {missed}); its membership ended at {endedAt}. If it is still there, its stream has stopped.',
  'deaf-host-more': 'More hosts do not answer queries: {hosts}. Their streams stop when their memberships run out.',
  suppression:
    'Members: at least {confirmed} confirmed, {presumed} presumed. Hosts stay silent when one of version 2 or older answers for the group, so nobody can count them exactly.',
  'fast-leave':
    '{left} left {group} and the querier did not ask whether others still want it; {other} did, and may have been without the stream for {gapMs}, until it reported again.',
  'slow-leave':
    'After the last host leaves, a group flows on for {p50Ms} (95 %: {p95Ms}); the querier itself promises {expectedMs}.',
  'silent-departures':
    '{host} goes without saying so: {silent} of its last {ends} memberships ran out by themselves. Each one keeps its stream flowing to nobody for up to {lastsMs}.',
  'silent-departures-more':
    'More hosts go without saying so: {hosts}. Their streams flow on to nobody for up to {lastsMs}.',
  'zap-storm':
    '{host} changes channels {perMinute} times a minute, and has for two minutes; {limit} is the most that is expected. Each change costs the switch and the querier work.',
  'report-flood':
    '{host} sends up to {perSecond} messages a second since {sinceAt}; {limit} is the most that is expected. It can keep switches and the querier from hearing others.',
  'too-many-groups':
    '{groups} groups are in use; the table of the switch holds {limit}. What does not fit is flooded to every port, or dropped.',
  'too-many-groups-near':
    '{groups} groups are in use; the table of the switch holds {limit} and is nearly full. What does not fit will be flooded to every port, or dropped.',
  'too-many-groups-host': '{host} is in {groups} groups at once; {limit} is the most that is expected of one host.',
  'twenty-groups':
    '{host} has been in exactly 20 groups since {sinceAt}. That is what Linux lets one program join; what it asked for beyond that was refused, and nothing on the wire tells.',
  'lost-receiver':
    'Receivers of {service} ({group}) stopped refreshing without leaving: {hosts}. The last one is {host}, last heard at {lastAt}; it let two queries pass.',
  'ssm-misuse':
    '{host} joins {group} without naming a source. The range is source-specific: routers ignore such a join, and no stream comes.',
  'ssm-misuse-version':
    '{host} joins {group} with {protocol}, which cannot name a source. The range is source-specific: routers ignore such a join, and no stream comes.',
} as const
