export const hosts = { title: 'Hosts' }
