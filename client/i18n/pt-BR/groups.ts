import type { groups as en } from '../en/groups.ts'

export const groups: typeof en = {
  title: 'Grupos',
  summary: '{n} de {of} grupos',
  all: '{n} grupo | {n} grupos',
  ends: 'Termina às {at}, em {left}, se ninguém responder de novo.',
  endsLate:
    'Termina às {at}, em {left}, se ninguém responder de novo. As consultas do segmento estão atrasadas ou não são vistas.',
  endsNoQuerier: 'Termina às {at}, em {left}: o segmento não tem querier, então ninguém é chamado a responder de novo.',
  endsUnseen: 'A captura parou: o último estado conhecido termina às {at}; o que veio depois não se sabe.',
  endsNoMember:
    'Sem membro conhecido: o último membro saiu, e o grupo dura até seu temporizador vencer às {at}, em {left}.',
  spark: { range: 'de {low} a {high} hosts nos últimos {minutes} min', none: 'ainda não se sabe' },
}
