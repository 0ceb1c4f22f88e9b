export const SOURCE_SYNTAX =
  'live:IFACE, tzsp[:HOST:PORT], igmp-socket:IFACE, file:PATH[@SPEED], stdin or demo, with NAME= before it to name it'
