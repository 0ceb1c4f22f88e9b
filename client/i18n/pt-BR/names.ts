import type { names as en } from '../en/names.ts'

export const names: typeof en = {
  withAddress: '{name} ({address})',
  title: '{name} · {address} · {origin}',
  origin: { given: 'definido aqui', registry: 'nome registrado', dns: 'do DNS' },
  rangeOrigin: { given: 'definido aqui para a sua faixa', registry: 'nome registrado da sua faixa', dns: 'do DNS' },
  rename: {
    key: 'dar um nome',
    open: 'Nome',
    label: 'Nome de {subject}',
    placeholder: 'Um nome; vazio: nenhum',
    everywhere: 'em toda parte',
    only: 'só no segmento {segment}',
    where: 'Onde o nome vale',
    save: 'Salvar',
    cancel: 'Cancelar',
  },
}
