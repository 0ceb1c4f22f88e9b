export const host = { title: 'Host' }
