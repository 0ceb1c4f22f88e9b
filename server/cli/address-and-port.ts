/** `127.0.0.1:8224`, `[::1]:8224`; null when it is neither. Port 0 lets the system choose. */
export function parseAddressAndPort(text: string): { host: string; port: number } | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(text)
  const host = match?.[1] ?? match?.[2]
  const port = Number(match?.[3])
  return host === undefined || port > 65_535 ? null : { host, port }
}

export const addressAndPort = (host: string, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`

/** A name or an address as it stands in a Host header, without the port. */
export const isHostName = (text: string): boolean =>
  /^(?:[\w.-]+|\[?[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*\]?)$/i.test(text)
