/** What is wrong with a message, by its code: beside a source, and within the sentence of a finding. */
export const problem = {
  truncated: 'cut by the capture',
  'bad-checksum': 'wrong checksum',
  'bad-length': 'impossible length',
  'malformed-record': 'record past the end',
  'unknown-record-type': 'unknown record type',
  'unknown-type': 'unknown message type',
  'ttl-not-1': 'TTL or hop limit is not 1',
  'no-router-alert': 'no Router Alert',
  'wrong-destination': 'wrong destination',
  'not-multicast': 'group is not multicast',
  'all-hosts-reported': '224.0.0.1 or ff02::1 reported',
  fragment: 'fragment',
  'bad-source': 'from an address that no host can have',
}
