export const group = {
  notMember: '{group} is not in the table of {segment}',
  notMemberMore: 'Nobody has joined it, or it ended. What is known of its past is below.',
  timeline: 'Members over time',
  members: 'Members now',
  shown: '{n} of {of} are listed, by address; the export has all.',
  mode: 'Filter mode',
  linkLocal: 'link-local: always flooded by switches',
  history: 'History of this group',
  choose: 'Choose a member to see why it is one.',
  noMembers: 'No member is known.',
  mac: {
    title: 'MAC {mac}',
    alone: 'No other group of this segment has it ({rfc}).',
    shared:
      '{n} other group of this segment has it ({rfc}): a switch that filters by MAC sends both to whoever wants one. | {n} other groups of this segment have it ({rfc}): a switch that filters by MAC sends all to whoever wants one.',
    members: '{n} member | {n} members',
  },
  churn: {
    title: 'Churn, last hour',
    said: '{joined} joined, {left} left, {expired} expired',
    minute: '{at}: {joined} joined, {left} left, {expired} expired',
    legend: 'up: joined; down: left; hollow: expired',
    unknown: 'Hatched: not kept here; the history has it.',
  },
}
