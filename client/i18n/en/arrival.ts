export const arrival = {
  title: 'Is IGMP reaching this machine?',
  answer: {
    yes: 'Yes. Queries and reports arrive.',
    'no-source': 'No: there is nothing to listen to.',
    allowed: 'Not yet: no source runs.',
    frames: 'Not yet: no frame has arrived.',
    igmp: 'Not yet: frames arrive, but no IGMP or MLD among them.',
    query: 'In part: reports arrive, but no query.',
    report: 'In part: queries arrive, and no host has answered yet.',
  },
  step: {
    allowed: 'It may capture, and runs',
    frames: 'Frames arrive',
    igmp: 'IGMP or MLD is among them',
    query: 'A querier asks',
    report: 'Hosts answer',
  },
  state: { yes: 'yes', wait: 'not yet', no: 'no' },
  hint: {
    failed: 'It cannot start. The reason, and what helps:',
    ended: 'It is at its end, and there was no frame in it.',
    approve: 'Frames come from a sender that nobody has approved. Nothing of them is shown until you do:',
    'no-frames':
      'Is the cable plugged in, the interface up, and the switch port the destination of a mirror? Below is how to set one up.',
    'no-datagrams':
      'No router streams to this machine yet, or a firewall drops it. Below is how to start it; no right to capture is needed.',
    'no-igmp':
      'The mirror carries other traffic. It must carry the ports of hosts and querier, with all VLANs; a filter on the router must let IGMP (protocol 2) and ICMPv6 through.',
    'no-query':
      'A querier asks every 60 to 125 s. If none comes, the mirror may carry received frames alone, or the segment has no querier.',
    'no-report':
      'Hosts answer within 10 s of a query. If none does, the mirror may lack the ports of the hosts, or nobody is in a group.',
  },
  more: 'and {n} more sources',
  leads: 'IGMP arrives. The wall opens in {left} s.',
  stay: 'Stay here',
  open: 'Is IGMP reaching this machine?',
}
