import type { QUERIER_SENTENCES } from '../queriers.ts'

export const QUERIERS_PT_BR: Readonly<Record<keyof typeof QUERIER_SENTENCES, string>> = {
  'no-querier':
    'Nenhuma consulta foi enviada desde que esta captura começou a observar, em {watchedAt}. Cada fluxo para {lastsMs} depois da entrada, embora os hosts ainda o queiram.',
  'no-querier-local':
    'Nenhuma consulta foi enviada desde que esta captura começou a observar, em {watchedAt}. Só há grupos link-local, então nenhum fluxo para; pararia assim que um host entrasse em outro grupo.',
  'querier-silent-late':
    '{querier} consulta a cada {intervalMs}, mas não o faz desde {lastQueryAt}. Outro roteador assume em {absentAt}; se nenhum assumir, os fluxos param a partir de {stopsAt}.',
  'querier-silent-late-assumed':
    '{querier} não consulta desde {lastQueryAt}. Ainda não se sabe de quanto em quanto tempo ele consulta; supõe-se {intervalMs}. Se ninguém consultar até {absentAt}, ele sumiu, e os fluxos param a partir de {stopsAt}.',
  'querier-silent':
    '{querier} não consulta desde {lastQueryAt}, e ninguém assumiu. Os fluxos param a partir de {stopsAt}, embora os hosts ainda os queiram.',
  'two-queriers-overlap':
    '{loser} enviou consultas enquanto {querier} é o querier. Isso é uma eleição: termina se {loser} ficar em silêncio a partir de agora.',
  'two-queriers':
    '{loser} continua enviando consultas, embora tenha perdido a eleição para {querier} em {lostAt}. Eles não se ouvem ou não obedecem, e os switches podem mandar os fluxos para o lado errado.',
  'two-queriers-one-address':
    'Dois equipamentos enviam consultas como {querier}: {mac} e {otherMac}. Nenhuma eleição resolve isso, e os switches mandam os fluxos ora para um, ora para o outro.',
  'querier-changed':
    '{querier} é o querier desde {sinceAt}. {before} tinha parado; sua última consulta veio em {lastQueryAt}.',
  'querier-changed-displaced':
    '{querier} é o querier desde {sinceAt}: tomou o lugar de {before}, porque seu endereço é menor. Os fluxos agora vão na direção dele.',
  'querier-changed-not-allowed':
    '{querier} é o querier desde {sinceAt}, mas só {allowed} pode ser. Os fluxos vão na direção dele enquanto ele enviar consultas.',
  'unnumbered-querier':
    'Um switch envia consultas sem endereço ({mac}). Ele não pode vencer nenhuma eleição, e alguns hosts não respondem a essas consultas.',
  'unnumbered-querier-ignored':
    'Um switch envia consultas sem endereço ({mac}), e {host} não respondeu às duas últimas consultas desde que entrou em {group}. Seu fluxo para, embora talvez ainda o queira.',
  'mixed-versions':
    '{older} consulta em {olderVersion} enquanto {newer} consulta em {newerVersion}. Os hosts têm de responder em {olderVersion} até {untilAt}, e por mais tempo a cada nova consulta dessas.',
  'mixed-versions-one-querier':
    '{older} consulta em {olderVersion} e em {newerVersion}. Os hosts têm de responder em {olderVersion} até {untilAt}, e por mais tempo a cada nova consulta dessas.',
  'mixed-versions-hosts':
    'O querier consulta em {newerVersion}, mas {host} e talvez outros respondem em {olderVersion}. Seus grupos não podem escolher fontes até {untilAt}, e por mais tempo a cada novo relatório.',
  'mixed-versions-first':
    '{host} e talvez outros respondem em {olderVersion}, que não tem mensagem de saída. Seus grupos não aceitam saída de ninguém até {untilAt}, e por mais tempo a cada novo relatório.',
  'odd-specific-query':
    '{sender} consulta grupos isolados, o último foi {group}, embora {querier} seja o querier. Os hosts respondem, e ele pode encerrar grupos que outros ainda querem.',
  'odd-specific-query-destination':
    '{sender} consulta grupos isolados em {destination}, e não no endereço do grupo; o último foi {group}. A bridge do Linux faz assim; alguns hosts podem não escutar nele.',
  'odd-specific-query-ports':
    '{sender} consulta grupos isolados em menos portas do que faz a consulta geral. Por último, {host} não recebeu a consulta de {group} e respondeu à consulta geral seguinte. Um switch que só consulta onde alguém sai continua atendendo os outros.',
  'odd-specific-query-unheard':
    'Os hosts não ouvem quando {sender} consulta um grupo: por último, {host} não respondeu à consulta de {group}, foi cortado e entrou de novo. Quem assiste vê interrupções sempre que outro sai.',
  'slow-querier':
    '{querier} só consulta a cada {intervalMs}. Muitos switches esquecem um grupo depois de 260 s; assim, uma única consulta perdida interrompe fluxos.',
  'slow-querier-fatal':
    '{querier} só consulta a cada {intervalMs}. Muitos switches esquecem um grupo depois de 260 s; assim, fluxos param sem que nenhuma consulta se perca.',
  'slow-querier-response':
    '{querier} dá {responseMs} para os hosts responderem, mas consulta de novo a cada {intervalMs}. Respostas a consultas diferentes se misturam, e grupos podem acabar cedo demais.',
  'querier-flaps':
    'As consultas faltaram por mais de um intervalo e meio {gaps} vezes em uma hora, a última até {lastGapAt}. Fluxos param sempre que isso dura mais de {lastsMs}.',
}
