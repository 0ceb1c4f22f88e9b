import { memoryFor } from '../../memory-bound.ts'
import { capabilitiesFor, type Needs } from './needs.ts'

export const SERVICE_USER = 'rollcall'
export const STATE_FOLDER = '/var/lib/rollcall'
/** Open files and sockets: viewers, and what the history and the exports need. */
const MAX_FILES = 65_536
/** Processes and threads: node has about a dozen of each, a capture one. */
const MAX_TASKS = 512
/** Beside what the server may hold: the broker, a tcpdump with its ring for each source, and what is written to the disk. */
const OTHER_MEMORY_MIB = 1_024
const MIB = 1_024 ** 2
/** A large history takes its time to close. */
const STOP_WITHIN_S = 60

export interface UnitOptions {
  /** Program and arguments. */
  command: readonly string[]
  needs: Needs
  /** Octets that the server may hold. */
  maxMemory: number
  /** Folders that are written beside the state folder. */
  writes: readonly string[]
}

/** A word of a command line as systemd reads it (systemd.service, "Command lines"; systemd.unit, "Specifiers"). */
export function unitWord(word: string): string {
  const escaped = word.replace(/[\\"]/g, '\\$&').replaceAll('%', '%%').replaceAll('$', '$$$$')
  return /^[\w@%+=:,./[\]-]+$/.test(word) ? escaped : `"${escaped}"`
}

/** The unit for systemd 247 (Debian 11) and newer. */
export function unitText({ command, needs, maxMemory, writes }: UnitOptions): string {
  const capabilities = capabilitiesFor(needs)
  const hasBroker = capabilities.length > 0
  const memory = Math.max(maxMemory / MIB + OTHER_MEMORY_MIB, memoryFor(maxMemory, 'group') / MIB)
  const families = ['AF_UNIX', 'AF_INET', 'AF_INET6', 'AF_NETLINK', ...(needs.packets ? ['AF_PACKET'] : [])]
  return `# Made by: rollcall service install
[Unit]
Description=Rollcall multicast membership monitor
After=network.target

[Service]
Type=exec
ExecStart=${command.map(unitWord).join(' ')}
Restart=on-failure
RestartSec=2
# A wrong command line stays wrong.
RestartPreventExitStatus=2
# The first process tells the others.
KillMode=mixed
TimeoutStopSec=${STOP_WITHIN_S}

User=${SERVICE_USER}
Group=${SERVICE_USER}
StateDirectory=rollcall
StateDirectoryMode=0700
RuntimeDirectory=rollcall
RuntimeDirectoryMode=0700
UMask=0077
${writes.map((folder) => `ReadWritePaths=${unitWord(folder)}\n`).join('')}
${hasBroker ? '# For the capture broker alone: the server, its child, gives up all.\n' : ''}AmbientCapabilities=${capabilities.join(' ')}
CapabilityBoundingSet=${capabilities.join(' ')}
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
PrivateMounts=yes
${hasBroker ? '' : 'PrivateUsers=yes\n'}ProtectClock=yes
ProtectHostname=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProcSubset=pid
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RemoveIPC=yes
LockPersonality=yes
# AF_NETLINK: the addresses of this machine.${needs.packets ? ' AF_PACKET: tcpdump.' : ''}
RestrictAddressFamilies=${families.join(' ')}
SystemCallArchitectures=native
# No MemoryDenyWriteExecute: node compiles as it runs.
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
${hasBroker ? '# Rights are given up with capset; tcpdump takes on the user that it is with setuid.\nSystemCallFilter=capset setuid\n' : ''}SystemCallErrorNumber=EPERM
LimitNOFILE=${MAX_FILES}
TasksMax=${MAX_TASKS}
MemoryMax=${Math.ceil(memory)}M

[Install]
WantedBy=multi-user.target
`
}
