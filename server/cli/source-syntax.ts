export const SOURCE_SYNTAX =
  'live:IFACE (or live:any), tzsp[:HOST:PORT], vxlan[:HOST:PORT], sflow[:HOST:PORT], erspan[:ADDRESS], igmp-socket:IFACE, file:PATH[@SPEED], stdin or demo, with NAME= before it to name it'
