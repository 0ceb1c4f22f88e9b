import type { group as en } from '../en/group.ts'

export const group: typeof en = {
  notMember: '{group} não está na tabela do segmento {segment}',
  notMemberMore: 'Ninguém entrou nele, ou ele terminou. O que se sabe do passado está abaixo.',
  timeline: 'Membros ao longo do tempo',
  members: 'Membros agora',
  shown: '{n} de {of} estão listados, por endereço; a exportação tem todos.',
  mode: 'Modo de filtro',
  linkLocal: 'link-local: sempre inundado pelos switches',
  history: 'Histórico deste grupo',
  choose: 'Escolha um membro para ver por que ele é membro.',
  noMembers: 'Nenhum membro conhecido.',
  mac: {
    title: 'MAC {mac}',
    alone: 'Nenhum outro grupo deste segmento o tem ({rfc}).',
    shared:
      '{n} outro grupo deste segmento o tem ({rfc}): um switch que filtra por MAC envia os dois a quem quer um. | {n} outros grupos deste segmento o têm ({rfc}): um switch que filtra por MAC envia todos a quem quer um.',
    members: '{n} membro | {n} membros',
  },
  churn: {
    title: 'Entradas e saídas, última hora',
    said: '{joined} entraram, {left} saíram, {expired} expiraram',
    minute: '{at}: {joined} entraram, {left} saíram, {expired} expiraram',
    legend: 'acima: entraram; abaixo: saíram; vazado: expiraram',
    unknown: 'Hachurado: não está guardado aqui; o histórico tem.',
  },
}
