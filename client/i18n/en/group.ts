export const group = {
  title: 'Group',
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
}
