import type { arrival as en } from '../en/arrival.ts'

export const arrival: typeof en = {
  title: 'O IGMP chega a esta máquina?',
  answer: {
    yes: 'Sim. Chegam consultas e relatórios.',
    'no-source': 'Não: não há nada para escutar.',
    allowed: 'Ainda não: nenhuma fonte está em execução.',
    frames: 'Ainda não: nenhum quadro chegou.',
    igmp: 'Ainda não: chegam quadros, mas nenhum de IGMP ou MLD.',
    query: 'Em parte: chegam relatórios, mas nenhuma consulta.',
    report: 'Em parte: chegam consultas, e nenhum host respondeu ainda.',
  },
  step: {
    allowed: 'Pode capturar e está em execução',
    frames: 'Chegam quadros',
    igmp: 'Há IGMP ou MLD entre eles',
    query: 'Um querier envia consultas',
    report: 'Hosts respondem',
  },
  state: { yes: 'sim', wait: 'ainda não', no: 'não' },
  hint: {
    failed: 'Não consegue iniciar. O motivo e o que ajuda:',
    ended: 'Chegou ao fim, e não havia nenhum quadro.',
    approve: 'Chegam quadros de um remetente que ninguém aprovou. Nada dele é mostrado até você aprovar:',
    'no-frames':
      'O cabo está conectado, a interface ativa, e a porta do switch é o destino de um espelhamento? Veja abaixo como configurar um.',
    'no-datagrams':
      'Nenhum roteador transmite para esta máquina ainda, ou um firewall bloqueia. Veja abaixo como iniciar; não é preciso permissão de captura.',
    'no-igmp':
      'O espelhamento traz outro tráfego. Ele precisa trazer as portas dos hosts e do querier, com todas as VLANs; um filtro no roteador tem de deixar passar IGMP (protocolo 2) e ICMPv6.',
    'no-query':
      'Um querier envia uma consulta a cada 60 a 125 s. Se nenhuma vem, talvez o espelhamento só traga quadros recebidos, ou o segmento não tem querier.',
    'no-report':
      'Hosts respondem em até 10 s após uma consulta. Se nenhum responde, talvez faltem no espelhamento as portas dos hosts, ou ninguém está em um grupo.',
  },
  more: 'e mais {n} fontes',
  leads: 'O IGMP chega. O painel abre em {left} s.',
  stay: 'Ficar aqui',
  open: 'O IGMP chega a esta máquina?',
}
