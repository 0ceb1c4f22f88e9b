export const groups = {
  title: 'Groups',
  summary: '{n} of {of} groups',
  all: '{n} group | {n} groups',
  ends: 'Ends at {at}, in {left}, if nobody reports again.',
  endsLate: 'Ends at {at}, in {left}, if nobody reports again. The queries of its segment are late or not seen.',
  endsNoQuerier: 'Ends at {at}, in {left}: its segment has no querier, so nobody is asked to report again.',
  endsUnseen: 'Its capture stopped: what was last known ends at {at}, and what came since is not known.',
  endsNoMember:
    'Without a known member: its last member said goodbye, and it lives until its timer ends at {at}, in {left}.',
  spark: { range: '{low} to {high} hosts in the last {minutes} min', none: 'not known yet' },
}
