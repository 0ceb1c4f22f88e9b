import type { arrival as en } from '../en/arrival.ts'

export const arrival: typeof en = {
  title: 'O IGMP chega a esta máquina?',
  answer: {
    yes: 'Sim. Consultas e relatórios chegam.',
    'no-source': 'Não: não há nada para escutar.',
    allowed: 'Ainda não: nenhuma fonte está em funcionamento.',
    frames: 'Ainda não: nenhum quadro chegou.',
    igmp: 'Ainda não: chegam quadros, mas nenhum de IGMP ou MLD.',
    query: 'Em parte: chegam relatórios, mas nenhuma consulta.',
    report: 'Em parte: chegam consultas, e nenhum host respondeu ainda.',
  },
  step: {
    allowed: 'Pode capturar, e está em funcionamento',
    frames: 'Chegam quadros',
    igmp: 'Há IGMP ou MLD entre eles',
    query: 'Um querier consulta',
    report: 'Hosts respondem',
  },
  state: { yes: 'sim', wait: 'ainda não', no: 'não' },
  hint: {
    failed: 'Não consegue iniciar. O motivo, e o que ajuda:',
    ended: 'Chegou ao fim, e não havia nenhum quadro.',
    approve: 'Chegam quadros de um remetente que ninguém aprovou. Nada deles é mostrado até você aprovar:',
    'no-frames':
      'O cabo está conectado, a interface ativa, e a porta do switch é o destino de um espelhamento? Abaixo está como configurar um.',
    'no-datagrams':
      'Nenhum roteador transmite para esta máquina ainda, ou um firewall descarta. Abaixo está como iniciar; não é preciso direito de captura.',
    'no-igmp':
      'O espelho leva outro tráfego. Ele precisa levar as portas dos hosts e do querier, com todas as VLANs; um filtro no roteador tem de deixar passar IGMP (protocolo 2) e ICMPv6.',
    'no-query':
      'Um querier consulta a cada 60 a 125 s. Se nada vem, o espelho talvez leve só quadros recebidos, ou o segmento não tem querier.',
    'no-report':
      'Hosts respondem em até 10 s após uma consulta. Se nenhum responde, talvez faltem no espelho as portas dos hosts, ou ninguém está em um grupo.',
  },
  more: 'e mais {n} fontes',
  leads: 'O IGMP chega. O painel abre em {left} s.',
  stay: 'Ficar aqui',
  open: 'O IGMP chega a esta máquina?',
}
