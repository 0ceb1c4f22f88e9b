export const hosts = {
  title: 'Hosts',
  placeholder: 'host:10.0.0.0/24 vendor:"Amino" groups:>5 -version:3',
  summary: '{n} of {of} hosts',
  all: '{n} host | {n} hosts',
  unknownVendor: 'not known',
}
