/** What a person asked for cannot be done: one sentence with the remedy, and exit status 2. */
export class UsageError extends Error {}

/** It cannot be done just now, and may be later: exit status 1, with which a service manager tries it again. */
export class NotNow extends UsageError {}
