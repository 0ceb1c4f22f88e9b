import { basename } from 'node:path'

/** A name may stand in a segment's path, in a URL (where dots alone lead elsewhere) and in a file name. */
const NAME = /^(?!\.+$)[\w.-]{1,40}$/
const LONGEST = 40
/** Of packed captures, and of those that `tcpdump -C` numbers. */
const SUFFIXES = /\.gz$|\.(?:pcap|pcapng|cap|dmp|dump)\d*$/i

export const isCaptureName = (name: string): boolean => NAME.test(name)

/** Of a source, from the name of its file: `/tmp/hall 3.pcap.gz` is `hall-3`. */
export function captureName(path: string): string {
  let name = basename(path)
  for (let before = ''; before !== name;) {
    before = name
    name = name.replace(SUFFIXES, '')
  }
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
  return plain.slice(0, LONGEST) || 'capture'
}
