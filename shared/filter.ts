/*
 * The one filter grammar, for pages, URL, API and CSV:
 * `group:239.1.0.0/16 vlan:20 host:10.0.0.5 mac:aa:bb* vendor:"Amino" version:2 type:leave state:presumed hosts:>10
 * age:>5m -host:10.0.0.7 text`. Spaces are AND, `|` is OR inside a field, `-` is NOT, quotes hold spaces.
 */
export * from './filter/term.ts'
export { parseFilter, type Parsed } from './filter/parse.ts'
export { compileFilter, type Compiled, type FieldAccess, type FieldTest } from './filter/match.ts'
export { canonical } from './filter/text.ts'
