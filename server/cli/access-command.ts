import { userInfo } from 'node:os'
import { isUserName } from '../http/access-bodies.ts'
import { MAX_TOKEN_NAME, ROLES, USER_ROLES, type Role, type TokenRow, type UserRole } from '../../shared/access.ts'
import { sentence, type Notice } from '../../shared/notice.ts'
import type { EpochMs } from '../../shared/time.ts'
import { Access } from '../access/access.ts'
import { leaveNote, type CommandAction } from '../access/outside.ts'
import { defaultDataFolder, readConfig } from '../config.ts'
import { printable } from '../log.ts'
import { newPassword } from './password-input.ts'
import { UsageError } from './usage-error.ts'

/*
 * `rollcall user` and `rollcall token`: they write the files of the data folder, and a server that runs reads them anew
 * within a second. All throw `UsageError`.
 */

export interface AccessFlags {
  data?: string
  config?: string
}
export interface UserFlags extends AccessFlags {
  role?: string
  passwordFile?: string
}

export async function addUser(name: string, { role = 'viewer', passwordFile, ...flags }: UserFlags): Promise<void> {
  if (!isUserName(name)) {
    throw new UsageError(
      `"${name}" is no name: at most 64 letters, digits and signs of . _ @ -, and first a letter or digit.`,
    )
  }
  const access = open(flags)
  if (userIn(access, name)) {
    throw new UsageError(`There is a user ${name} already. Remedy: rollcall user password ${name}`)
  }
  const checked = userRole(role)
  await mustBeDone(access.putUser(name, { role: checked, password: await newPassword(passwordFile) }, ''))
  note(flags, 'user-changed', `${name} (new, ${checked})`)
  say(`${name} may sign in as ${checked}.`)
  warn(access)
}

export async function changePassword(name: string, { passwordFile, ...flags }: UserFlags): Promise<void> {
  const access = open(flags)
  const { role } = mustBeUser(access, name)
  await mustBeDone(access.putUser(name, { role, password: await newPassword(passwordFile) }, ''))
  note(flags, 'password-changed', name)
  say(`${name} has another password, and has to sign in again.`)
}

export async function changeRole(name: string, role: string, flags: AccessFlags): Promise<void> {
  const access = open(flags)
  mustBeUser(access, name)
  const checked = userRole(role)
  await mustBeDone(access.putUser(name, { role: checked }, ''))
  note(flags, 'user-changed', `${name} (${checked})`)
  say(`${name} is ${checked}.`)
  warn(access)
}

export async function removeUser(name: string, flags: AccessFlags): Promise<void> {
  const access = open(flags)
  await mustBeDone(access.removeUser(name))
  note(flags, 'user-removed', name)
  say(`${name} is removed.`)
  warn(access)
}

export function listUsers(flags: AccessFlags): void {
  const rows = open(flags).users()
  table(
    ['NAME', 'ROLE', 'SINCE', 'LAST SIGN-IN'],
    rows.map(({ name, role, createdAt, lastSignInAt }) => [name, role, day(createdAt), day(lastSignInAt)]),
  )
}

export function addToken(name: string, { role = 'viewer', ...flags }: UserFlags): void {
  const label = name.trim()
  if (label === '' || label.length > MAX_TOKEN_NAME || printable(label) !== label) {
    throw new UsageError(`A token needs a name of at most ${MAX_TOKEN_NAME} characters that can be seen.`)
  }
  const known = ROLES.find((one) => one === role)
  if (!known) throw new UsageError(`There is no role "${role}"; roles are ${ROLES.join(', ')}.`)
  const access = open(flags)
  const made = access.addToken({ name: label, role: known }, null)
  if ('why' in made) throw new UsageError(sentence(made.why))
  note(flags, 'token-made', `${label} (${known})`)
  say(made.token)
  hint(`This is ${label} (${known}), told this once: only its digest is kept. ${useOf(known)}`)
  warn(access)
}

/** `which`: its id, or its name where one alone has it. */
export async function revokeToken(which: string, flags: AccessFlags): Promise<void> {
  const access = open(flags)
  const found = mustBeOne(access.tokens(), which)
  await mustBeDone(access.removeToken(found.id))
  note(flags, 'token-revoked', `${found.name} (${found.id})`)
  say(`${found.name} (${found.id}) is revoked.`)
  warn(access)
}

export function listTokens(flags: AccessFlags): void {
  table(
    ['ID', 'NAME', 'ROLE', 'SINCE', 'LAST USED', 'MADE BY'],
    open(flags)
      .tokens()
      .map(({ id, name, role, createdAt, lastUsedAt, createdBy }) => {
        return [id, name, role, day(createdAt), day(lastUsedAt), createdBy ?? '-']
      }),
  )
}

const useOf = (role: Role): string =>
  role === 'display' ? 'A display opens /wall?display=TOKEN.' : 'Programs send Authorization: Bearer TOKEN.'

/** Whether a server has a `--token` is not known here, so that nothing is refused; `warn` says what it may mean. */
function open(flags: AccessFlags): Access {
  const folder = folderOf(flags)
  return new Access({ folder, beyond: false, hasToken: true, now: Date.now, onChange: () => undefined, log: hint })
}

const folderOf = ({ data, config }: AccessFlags): string =>
  data ?? (config === undefined ? undefined : readConfig(config).data) ?? defaultDataFolder(process.env)

/** For the audit log: who did it here, and what. It is done already, whether that can be written down or not. */
function note(flags: AccessFlags, action: CommandAction, subject: string): void {
  try {
    leaveNote(folderOf(flags), osUser(), action, subject, Date.now())
  } catch (error) {
    hint(`The audit log will not say who did this (${error instanceof Error ? error.message : String(error)}).`)
  }
}

/** As the operating system has it, and who became that by sudo. */
function osUser(): string {
  const username = accountName()
  const before = process.env['SUDO_USER']
  return before === undefined || before === '' || before === username ? username : `${username} (sudo: ${before})`
}

/** A container may run as a number that has no name. */
function accountName(): string {
  try {
    return userInfo().username
  } catch {
    return `uid ${process.getuid?.()}`
  }
}

function warn(access: Access): void {
  const people = [...access.users(), ...access.tokens()].filter(({ role }) => role !== 'display')
  if (people.length > 0 && !people.some(({ role }) => role === 'operator')) {
    hint('There is no operator now: nothing can be changed but with --token. Remedy: rollcall user role NAME operator')
  }
  if (people.length === 0) hint('There is nobody now: on this machine everybody may do everything, beyond it nobody.')
}

const userIn = (access: Access, name: string): { role: UserRole } | undefined =>
  access.users().find((one) => one.name.toLowerCase() === name.normalize('NFC').toLowerCase())

function mustBeUser(access: Access, name: string): { role: UserRole } {
  const user = userIn(access, name)
  if (!user) throw new UsageError(`There is no user ${name}. Remedy: rollcall user list`)
  return user
}

function userRole(text: string): UserRole {
  const role = USER_ROLES.find((one) => one === text)
  if (!role) throw new UsageError(`There is no role "${text}"; roles are ${USER_ROLES.join(', ')}.`)
  return role
}

function mustBeOne(tokens: readonly TokenRow[], which: string): TokenRow {
  const found = tokens.find(({ id }) => id === which)
  const named = tokens.filter(({ name }) => name === which)
  const [only] = found ? [found] : named
  if (!only) throw new UsageError(`There is no token ${which}. Remedy: rollcall token list`)
  if (!found && named.length > 1) {
    const ids = named.map(({ id }) => id).join(', ')
    throw new UsageError(`${named.length} tokens are called ${which}. Remedy: give the id of one: ${ids}`)
  }
  return only
}

async function mustBeDone(work: Promise<Notice | null> | Notice | null): Promise<void> {
  const why = await work
  if (why) throw new UsageError(sentence(why))
}

const say = (line: string): void => void process.stdout.write(`${printable(line)}\n`)
const hint = (line: string): void => void process.stderr.write(`${printable(line)}\n`)

const day = (at: EpochMs | null): string =>
  at === null ? '-' : new Date(at).toISOString().slice(0, 16).replace('T', ' ')

function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [head, ...rows]
  const widths = head.map((_, i) => Math.max(...all.map((row) => (row[i] ?? '').length)))
  for (const row of all)
    say(
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
}
