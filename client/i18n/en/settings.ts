export const settings = {
  title: 'Settings',
  sections: 'Sections',
  display: {
    title: 'Display',
    more: 'Kept in this browser. A link can carry them: ?lang=en&zone=utc&theme=light.',
    local: 'Local ({zone})',
  },
}
