/** What stands between the slashes of a path; a slash within one of them is written %2F. */
export const PATH_PARAMETERS: Readonly<Record<string, string>> = {
  segment: 'The path of a segment, as in `eth1/20`; its slashes are written `%2F`.',
  group: 'The address of a group.',
  host: 'The address of a host, or its MAC where the address is 0.0.0.0.',
  source: 'The name of a source.',
  frame: 'The number of a frame of the source, counted from 1.',
  id: 'Its name: a word of a-z, 0-9 and -.',
  name: 'The name of a source or of a user.',
  token: 'What `GET /tokens` calls it: its `id`, never the token itself.',
  job: 'The number of an import, as `GET /imports` has it.',
  address: 'An IP address.',
}
