import type { group as en } from '../en/group.ts'

export const group: typeof en = {
  title: 'Grupo',
  notMember: '{group} não está na tabela de {segment}',
  notMemberMore: 'Ninguém entrou nele, ou ele terminou. O que se sabe do passado está abaixo.',
  timeline: 'Membros ao longo do tempo',
  members: 'Membros agora',
  shown: '{n} de {of} estão listados, por endereço; a exportação tem todos.',
  mode: 'Modo de filtro',
  linkLocal: 'link-local: sempre inundado pelos switches',
  history: 'Histórico deste grupo',
  choose: 'Escolha um membro para ver por que ele é membro.',
  noMembers: 'Nenhum membro conhecido.',
}
