import type { settings as en } from '../en/settings.ts'

export const settings: typeof en = {
  title: 'Ajustes',
  sections: 'Seções',
  display: {
    title: 'Exibição',
    more: 'Guardados neste navegador. Um link pode levá-los: ?lang=pt-BR&zone=utc&theme=light.',
    local: 'Local ({zone})',
  },
}
