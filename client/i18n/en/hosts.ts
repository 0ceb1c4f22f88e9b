export const hosts = {
  title: 'Hosts',
  summary: '{n} of {of} hosts',
  all: '{n} host | {n} hosts',
  unknownVendor: 'not known',
}
