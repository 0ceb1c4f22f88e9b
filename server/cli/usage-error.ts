/** What a person asked for cannot be done: one sentence with the remedy, and exit status 2. */
export class UsageError extends Error {}
