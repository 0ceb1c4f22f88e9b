export const queriers = { title: 'Queriers' }
