/**
 * Addresses as numbers, on the way to the file and in it: IPv4 is the signed 32-bit integer that it is everywhere, and an
 * IPv6 address is this much and its place in a table of their texts.
 */
export const ADDRESS_NUMBERS = 2 ** 32
