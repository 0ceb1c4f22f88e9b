import { FILTER_NOTICES } from './filter-notices.ts'

/**
 * What the product tells a person: a fixed code with its values. The terminal, the log and the API give the English
 * sentence below; the page translates the code through its own catalogue (`client/i18n`), which a test keeps complete.
 */
export const NOTICES = {
  'capture-not-permitted': 'Capturing on {interface} is not permitted for this user. Remedy: {remedy}',
  'no-such-interface': 'There is no interface {interface}. Interfaces here: {interfaces}.',
  'interface-down': 'Interface {interface} is down; waiting for it. Remedy: ip link set {interface} up',
  'interface-gone': 'Interface {interface} disappeared; waiting for it to come back.',
  'any-interface':
    'The interface any shows all interfaces of this machine as one, and no frames with two VLAN tags. Remedy: live:IFACE for each mirror port.',
  'tcpdump-missing': 'The program tcpdump is not installed. Remedy: {remedy}',
  'bad-capture-filter': 'tcpdump does not accept the capture filter: {detail}',
  'capture-stopped': 'The capture on {interface} stopped ({detail}); starting it again in {seconds} s.',
  'capture-hung':
    'The capture on {interface} has given no sign of life for {seconds} s; it is ended and started again. Nothing of that time was seen.',
  'port-in-use': 'Address {address} is already in use by another program.',
  'cannot-bind': 'Cannot listen on {address}: {detail}',
  'sender-pending': '{sender} is sending {protocol} here and is not approved yet; nothing of it is shown.',
  'too-many-senders': 'More than {limit} unknown senders; further ones are only counted.',
  'too-many-mirrors':
    'More than {limit} mirrors come in here; further ones are only counted. Remedy: approve fewer senders, or listen on a second port.',
  'too-many-sessions':
    'One sender has more than {limit} sessions; further ones are only counted. Remedy: fewer sessions on that switch; a forged session number looks the same.',
  sampled:
    'This mirror takes samples: what it shows is a hint. It joins nobody, ends nothing and raises no alarm. Remedy: a full mirror (SPAN, TZSP, ERSPAN) for the truth.',
  'file-cut': 'The capture {file} is cut in the middle: {detail}. Everything before the cut was read.',
  'file-damaged': 'The capture {file} is damaged: {detail}. Everything before that was read.',
  'file-not-found': 'There is no file {file}.',
  'file-unreadable': 'Cannot read {file}: {detail}. Remedy: give a file that this user may read.',
  'not-a-capture': '{file} is not a pcap or pcapng capture (its first bytes are {detail}).',
  'unsupported-link-type': '{file} has link type {linkType}, which is not supported; its frames are only counted.',
  'raw-socket-missing':
    'The optional package raw-socket is not installed ({detail}). Remedy: npm install raw-socket (needs python3, make, g++).',
  'raw-socket-not-permitted': 'Opening a raw socket is not permitted. Remedy: {remedy}',
  'rights-kept':
    'The server itself holds the right to capture ({detail}). Remedy: rollcall service install, or the same start again when that is mended.',
  'igmp-socket-limits':
    'A raw socket sees untagged IGMP of {interface} only: no VLAN, no MAC address, and the port joins groups of its own.',
  'igmp-socket-blind':
    'The raw socket on {interface} could not become the multicast router ({detail}), so it sees no IGMPv1 or IGMPv2 reports.',
  'clock-set-back':
    'The clock of {source} was set back by {seconds} s: its memberships are learnt anew, and what was before keeps the times that it had. Remedy: let this machine follow a time server (NTP).',
  'taps-unheard':
    'The segment {segment} has heard nothing of its taps {taps} yet. Remedy: if that is no silence, name them in the configuration as their segments are called, as in eth1/20.',
  'file-ended': 'The capture {file} has been read to its end.',
  'stream-ended': 'Standard input ended.',
  'source-crashed': 'The source {source} failed: {detail}',
  'history-folder':
    'Cannot use the data folder {folder} ({detail}). Remedy: make it writable, or choose another with --data.',
  'history-in-use':
    'The data folder {folder} is in use by another Rollcall. Remedy: stop that one, or choose another folder with --data.',
  'history-newer':
    'The history {file} was written by a newer Rollcall (schema {found}; this one knows {known}). Remedy: update Rollcall, or choose another folder with --data.',
  'history-older':
    'The history {file} was written by an older Rollcall (schema {found}; this one knows {known}). Remedy: start Rollcall with this data folder once.',
  'history-damaged': 'The history {file} is damaged ({detail}). Remedy: move it away; the next start begins a new one.',
  'history-set-aside':
    'The history was damaged ({detail}). It was set aside as {aside}, and a new one was begun. Remedy: stop Rollcall and put a backup in with `rollcall restore FILE`.',
  'history-not-ours': 'The file {file} is no history of Rollcall. Remedy: give the file that `rollcall backup` wrote.',
  'history-disk-full': 'The disk with {file} is full; the history waits and goes on when there is room.',
  'history-unwritten':
    'The history {file} ends without {lost} changes that the disk did not take; they are lost. Remedy: make room before the next start.',
  'history-write-failed': 'The history {file} cannot be written ({detail}); trying again.',
  'history-unreadable':
    'The history cannot be read ({detail}). Remedy: `rollcall check` tells whether its file is sound.',
  'history-rows-gone':
    'The history has taken rows of this file away (its limit of age or size), so the file would not be whole. Remedy: begin it anew, from a later time.',
  'history-queriers-full': 'More than {limit} addresses asked in this time. Remedy: choose a shorter one.',
  'history-behind':
    'The disk does not keep up with the changes: {lost} were not kept in the history, which records a gap.',
  'history-trimmed': 'The history has reached its limit of {limit} MB; it begins at {oldest} now.',
  'history-stopped': 'The history stopped ({detail}); the live pages go on without it. Remedy: restart Rollcall.',
  'capture-name-taken': 'The history has a source {name} already. Remedy: another --name.',
  'capture-no-frames': 'The capture {file} has no frames; there is nothing to put in.',
  'capture-changed':
    'The capture {file} was changed while it was read; nothing of it was put in. Remedy: import it again.',
  'captures-out-of-order':
    'The capture {file} begins before the one that was given before it. Remedy: give the files in the order of their time.',
  'capture-not-imported': 'There is no imported capture {name}. Remedy: rollcall import --list',
  'capture-too-large':
    'A capture of more than {limit} MB is not taken this way. Remedy: stop the server and use rollcall import, or set max-import.',
  'capture-not-kept': 'The capture cannot be kept in {folder} while it is read ({detail}).',
  'capture-unpacks-too-large':
    'The capture has more than {limit} MiB when it is unpacked. Remedy: cut it with editcap, or raise max-unpacked in the configuration.',
  'import-cancelled': 'This import was cancelled; nothing of it is kept.',
  'import-not-under-way': 'There is no import {id} under way.',
  'certificate-not-read': 'The file {path} cannot be read ({detail}). Remedy: let the user that runs Rollcall read it.',
  'certificate-damaged':
    '{path} holds no whole certificate. Remedy: a PEM file with the certificate and those that signed it.',
  'certificate-key-damaged':
    '{path} holds no whole private key, or one with a passphrase. Remedy: a PEM file with a key that has none.',
  'certificate-no-pair':
    'The key {key} does not belong to the certificate {cert}. Remedy: the two that were made together.',
  'certificate-expires':
    'The certificate {path} expires soon (days left: {days}). Remedy: renew it; the new one is taken without a restart.',
  'certificate-expired':
    'The certificate {path} has expired, and browsers refuse it. Remedy: renew it; the new one is taken without a restart.',
  'connections-full':
    '{count} connections found no place so far: there is room for {limit}, and for {each} of one address. Remedy: --max-connections; behind a proxy --trusted-proxy.',
  'too-often': 'More than {limit} requests of this kind came within a minute; try again in {seconds} s.',
  'too-many-at-once': 'More than {limit} requests of this kind are under way for you; try again when one is done.',
  'imports-busy': '{limit} captures are waiting already; try again when one of them is done.',
  'import-goes-on': 'The server goes on with {file}; rollcall import --list tells what became of it.',
  'import-out-of-memory':
    'The capture {file} needs more than the {limit} MB of memory that an import may take; nothing of it is kept. Remedy: cut it (editcap -c 1000000), or start the server with a larger --max-memory.',
  'import-interrupted': 'The import was interrupted; what it had put in is taken out again.',
  'no-senders-here': 'The source {source} has no senders to approve.',
  'sender-refused': '{address} cannot be approved.',
  'senders-full': 'More than {limit} senders cannot be kept.',
  'approval-not-kept': '{address} is approved until the next start only: {path} cannot be written.',
  'desk-full': 'More than {limit} of these cannot be kept. Remedy: take one back.',
  'desk-not-kept': 'This holds until the next start only: {path} cannot be written.',
  'file-changed':
    'This holds until the next start only: {path} was changed by somebody else meanwhile, and stays so. Remedy: restart Rollcall, then do this again.',
  'names-full': 'More than {limit} names cannot be kept. Remedy: take some away.',
  'names-not-kept': 'This holds until the next start only: {path} cannot be written.',
  'names-line-not-read': '{path}, line {line}: {why} It is kept in {aside}.',
  'names-lines-not-read':
    '{path}: {count} lines cannot be read, the first is line {line}: {why} They are kept in {aside}.',
  'name-no-kind': '{text} is none of these: {kinds}.',
  'name-missing': 'The name is missing.',
  'name-too-long': 'A name has at most {limit} characters.',
  'name-not-plain':
    'A name is one line of text that can be seen, without control characters, and at most 5 marks on a letter.',
  'name-no-group': '{text} is no group and no range of groups, like 239.1.1.1, 239.1.0.0/16 or ff3e::/32.',
  'name-no-host':
    '{text} is no host, like 10.0.0.5, 10.0.0.0/24, 02:00:5e:10:00:01, or the first part of a MAC address, like 02:00:5e*.',
  'name-no-segment': '{text} is no segment, like eth1/20, eth1/*, or vlan:20.',
  'name-segment-on': 'A segment has no other segment that it is on ({text}).',
  'name-not-given': '{subject} has no name that could be taken away.',
  'import-not-text': 'This is no text file. Remedy: save the table as CSV (UTF-8), or give an M3U list.',
  'import-empty': 'There is nothing in this file.',
  'import-no-columns':
    'The first line names no column for {what}. Columns that are known: kind, subject, on, name, or group, host, mac, segment, vlan.',
  'import-not-csv': 'This line is not CSV. Remedy: look at its quotation marks.',
  'import-long-line': 'A line has at most {limit} characters.',
  'import-too-long': 'Only the first {limit} lines are read. Remedy: several files.',
  'import-twice': '{subject} is called {name} in a line before.',
  'import-no-title': 'This address has no title before it.',
  'import-no-stream': 'This address has no multicast group.',
  'walls-full': 'More than {limit} walls cannot be kept. Remedy: delete one.',
  'wall-stays': 'The wall {wall} is always there: it can be changed, not deleted.',
  'display-looks-only': 'This is a display: it may look, not change. Remedy: sign in as an operator.',
  'display-wall-only':
    'This is a display: it sees what a wall shows, nothing else. Remedy: sign in, or open it with another token.',
  'viewer-looks-only': 'A viewer looks at everything and changes nothing. Remedy: ask an operator, or sign in as one.',
  'viewer-not-here': 'This is for operators. Remedy: ask one, or sign in as one.',
  'sign-in-wrong': 'The name or the password is wrong.',
  'sign-in-later': 'Too many wrong attempts; try again in {seconds} s.',
  'sign-in-busy': 'Many are signing in just now; try again in {seconds} s.',
  'password-wrong': 'The old password is wrong.',
  'password-length': 'A password has {least} to {most} characters.',
  'user-name-wrong':
    'A name has at most 64 letters, digits, dots, dashes, underlines and at signs, and begins with a letter or digit.',
  'token-name-wrong': 'A token needs a name of at most {limit} characters that can be seen.',
  'no-such-user': 'There is no user {name}.',
  'no-such-token': 'There is no token {token}.',
  'nobody-signed-in': 'Nobody is signed in with a name here, so there is no password to change.',
  'password-needed': 'A user who is new needs a password.',
  'users-full': 'More than {limit} users cannot be kept. Remedy: remove one.',
  'tokens-full': 'More than {limit} tokens cannot be kept. Remedy: revoke one.',
  'last-operator':
    'There must be an operator, a user or a token, or nobody could let others in. Remedy: make another operator first.',
  'access-not-kept': 'Nothing was changed: {path} cannot be written. Remedy: make the data folder writable.',
  'access-damaged':
    'Nothing was changed: {path} cannot be read. Remedy: put a copy of it in its place, or move it away and add the users again.',
  'channels-full': 'More than {limit} channels cannot be kept. Remedy: delete one.',
  'channel-fixed':
    'The channel {channel} stands in the configuration file. Remedy: change it there, and restart Rollcall.',
  'channel-password-again': 'The password of {channel} was for another server or user. Remedy: give it again, or null.',
  'channel-address-again':
    'Of the address of {channel} only the host was told, and it was not this one. Remedy: give the whole address again.',
  'channel-test-busy': 'A test of {channel} is under way; try again shortly.',
  'delivery-name-not-found':
    'The name {host} is not found. Remedy: look at its spelling, and at the DNS of this machine.',
  'delivery-refused':
    'Nothing takes connections at {host}, port {port}. Remedy: look at the port, and whether the receiver runs.',
  'delivery-unreachable':
    'There is no way to {host} ({detail}). Remedy: look at the address, the routes and the firewall.',
  'delivery-timeout':
    '{host} did not answer within {seconds} s. Remedy: look at the firewall on the way, and at the receiver.',
  'delivery-closed':
    '{host} ended the connection before the message was through. Remedy: look at the log of the receiver.',
  'delivery-unread':
    '{host} took the octets and did not end the connection within {seconds} s: nobody knows whether it has read them. Remedy: look whether the log server hangs.',
  'delivery-certificate':
    'The certificate of {host} is not trusted ({detail}). Remedy: give the channel the certificate of its authority.',
  'delivery-no-tls': '{host}, port {port}, does not speak TLS. Remedy: another port, or another kind of connection.',
  'delivery-no-starttls': '{host} offers no STARTTLS. Remedy: another port, or another kind of connection.',
  'delivery-password': '{host} does not accept the user or the password. Remedy: give them again.',
  'delivery-mail-refused': '{host} does not take the mail: {detail}',
  'delivery-recipients': '{host} did not take these recipients: {recipients}. The others got it.',
  'delivery-status': '{host} answered {status}: {detail}. Remedy: look at the address and the settings of the channel.',
  'delivery-later': '{host} answered {status} and may take it later.',
  'delivery-redirect':
    '{host} answered {status} and names another address, which is not followed. Remedy: give the channel the last address.',
  'delivery-failed': 'Sending to {host} failed: {detail}',
  'delivery-too-old': 'It could not be delivered for {hours} hours and was given up. The last attempt: {detail}',
  'delivery-no-room': 'More than {limit} messages cannot wait; this one gave way to others.',
  'delivery-left-off': 'The channel was deleted while this waited.',
  'dry-run-too-large':
    'This range has more than {limit} memberships or messages to go through. Remedy: a shorter range.',
  'changed-meanwhile': 'Somebody else changed this meanwhile. Remedy: read it again, then decide.',
  'there-already': 'There is one already. Remedy: read it, then decide.',
  'dry-run-busy': 'A dry run is under way; try again shortly.',
  'counts-busy': '{limit} readings of counts are under way; try again shortly.',
  'lists-busy': '{limit} requests for lists are under way; try again shortly.',
  'packets-busy': '{limit} requests go through the kept packets; try again shortly.',
  'packet-not-kept':
    'Frame {frame} of {source} is not kept (any more): only the last packets are. Remedy: for older ones, keep a capture with tcpdump.',
  'export-not-written': 'Cannot write {path}: {detail}.',
  'export-no-part':
    'There is no broken part of {path} to go on with, or it is one of another file. Remedy: leave out --resume.',
  'export-interrupted': 'The export was interrupted. Remedy: the same again with --resume goes on.',
  'export-left-out': '{count} older runs of the scheduled export {file} were missed and are left out.',
  'exports-busy': '{limit} exports are running; try again shortly.',
  ...FILTER_NOTICES,
} as const

export type NoticeCode = keyof typeof NOTICES

export interface Notice {
  code: NoticeCode
  values: Readonly<Record<string, string | number>>
}

export const notice = (code: NoticeCode, values: Notice['values'] = {}): Notice => ({ code, values })

/** The English sentence. A value that is missing shows its name in braces. */
export const sentence = ({ code, values }: Notice): string =>
  NOTICES[code].replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole))
