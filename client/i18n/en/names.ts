export const names = {
  withAddress: '{name} ({address})',
  title: '{name} · {address} · {origin}',
  origin: { given: 'given here', registry: 'registered name', dns: 'from the DNS' },
  rangeOrigin: { given: 'given here to its range', registry: 'registered name of its range', dns: 'from the DNS' },
  rename: {
    key: 'give it a name',
    open: 'Name',
    label: 'Name of {subject}',
    placeholder: 'A name; empty: none',
    everywhere: 'everywhere',
    only: 'only on {segment}',
    where: 'Where the name holds',
    save: 'Save',
    cancel: 'Cancel',
  },
}
