import type { filter as en } from '../en/filter.ts'

export const filter: typeof en = {
  chip: '{term}: enter altera, delete remove',
  remove: 'Remover {term}',
  offers: 'O que pode vir aqui',
  help: {
    button: 'Ajuda',
    label: 'Como filtrar',
    fields: 'Campos desta lista',
    keys: 'Seta para a esquerda vai aos termos anteriores, delete remove um; seta para baixo vai às sugestões e, depois delas, à lista.',
    rule: {
      and: 'um espaço: os dois têm de valer',
      or: 'uma barra ({bar}) dentro de um campo: qualquer um',
      not: 'um hífen antes: este não',
      quotes: 'aspas guardam espaços; uma palavra sem campo é procurada em tudo o que aparece',
    },
    field: {
      group: 'grupo: um endereço ou prefixo',
      host: 'host: um endereço ou prefixo',
      name: 'parte do nome de um grupo, host ou segmento',
      mac: 'endereço MAC, ou o começo dele com asterisco',
      vendor: 'parte do nome do fabricante',
      vlan: 'VLAN; 100.10 é uma pilha, a de fora primeiro',
      segment: 'segmento; um asterisco vale por qualquer coisa',
      state: 'estado, como a página mostra',
      hosts: 'número de hosts',
      groups: 'número de grupos',
      version: 'versão do IGMP ou MLD',
      age: 'há quanto tempo dura: s, m, h ou d',
      source: 'o nome de uma fonte, ou o endereço de quem transmite um fluxo',
      type: 'o que aconteceu; member, group, querier e finding valem por todos os seus',
      code: 'o que está errado',
      severity: 'quão grave é',
    },
  },
}
