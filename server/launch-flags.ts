/** The value of a flag as the command line takes it: the last one counts. null: it is not there. */
export function flagOf(args: readonly string[], flag: string): string | null {
  let value: string | null = null
  for (const [index, arg] of args.entries()) {
    if (arg === flag) value = args[index + 1] ?? null
    else if (arg.startsWith(`${flag}=`)) value = arg.slice(flag.length + 1)
  }
  return value
}
