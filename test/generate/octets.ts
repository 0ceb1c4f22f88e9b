/** Octets of hex; blanks are ignored. */
export const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'))

export const join = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

/** The 16 bits of a number. */
export const word = (value: number): Uint8Array => Uint8Array.of((value >>> 8) & 255, value & 255)
/** Its 32 bits. */
export const long = (value: number): Uint8Array => join(word(value >>> 16), word(value))
