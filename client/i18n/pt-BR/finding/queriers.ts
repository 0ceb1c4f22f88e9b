import type { queriers as en } from '../../en/finding/queriers.ts'

export const queriers = {
  sentences: {
    'no-querier':
      'Ninguém perguntou quem está presente desde que esta captura começou a observar, em {watchedAt}. Cada fluxo para {lastsMs} depois da entrada, embora os hosts ainda o queiram.',
    'no-querier-local':
      'Ninguém perguntou quem está presente desde que esta captura começou a observar, em {watchedAt}. Só há grupos locais do enlace, então nenhum fluxo para; pararia assim que um host entrasse em outro grupo.',
    'querier-silent-late':
      '{querier} pergunta a cada {intervalMs}, mas não o faz desde {lastQueryAt}. Outro roteador assume em {absentAt}; se nenhum assumir, os fluxos param a partir de {stopsAt}.',
    'querier-silent-late-assumed':
      '{querier} não pergunta desde {lastQueryAt}. Ainda não se sabe de quanto em quanto tempo ele pergunta; supõe-se {intervalMs}. Se ninguém perguntar até {absentAt}, ele sumiu, e os fluxos param a partir de {stopsAt}.',
    'querier-silent':
      '{querier} não pergunta desde {lastQueryAt}, e ninguém assumiu. Os fluxos param a partir de {stopsAt}, embora os hosts ainda os queiram.',
    'two-queriers-overlap':
      '{loser} perguntou enquanto {querier} é o querier. Isso é uma eleição: termina se {loser} ficar em silêncio a partir de agora.',
    'two-queriers':
      '{loser} continua perguntando, embora tenha perdido para {querier} em {lostAt}. Eles não se ouvem ou não obedecem, e os switches podem mandar os fluxos para o errado.',
    'two-queriers-one-address':
      'Dois equipamentos perguntam como {querier}: {mac} e {otherMac}. Nenhuma eleição resolve isso, e os switches mandam os fluxos ora para um, ora para o outro.',
    'querier-changed':
      '{querier} é o querier desde {sinceAt}. {before} tinha silenciado; sua última consulta veio em {lastQueryAt}.',
    'querier-changed-displaced':
      '{querier} é o querier desde {sinceAt}: tomou o lugar de {before}, porque seu endereço é menor. Os fluxos agora vão na direção dele.',
    'querier-changed-not-allowed':
      '{querier} é o querier desde {sinceAt}, mas só {allowed} pode ser. Os fluxos vão na direção dele enquanto ele perguntar.',
    'unnumbered-querier':
      'Um switch pergunta sem endereço ({mac}). Ele não pode vencer nenhuma eleição, e alguns hosts não respondem a essas consultas.',
    'unnumbered-querier-ignored':
      'Um switch pergunta sem endereço ({mac}), e {host} não respondeu às duas últimas consultas desde que entrou em {group}. Seu fluxo para, embora talvez ainda o queira.',
    'mixed-versions':
      '{older} pergunta em {olderVersion} enquanto {newer} pergunta em {newerVersion}. Os hosts têm de responder em {olderVersion} até {untilAt}, e por mais tempo a cada nova consulta dessas.',
    'mixed-versions-one-querier':
      '{older} pergunta em {olderVersion} e em {newerVersion}. Os hosts têm de responder em {olderVersion} até {untilAt}, e por mais tempo a cada nova consulta dessas.',
    'mixed-versions-hosts':
      'O querier pergunta em {newerVersion}, mas {host} e talvez outros respondem em {olderVersion}. Seus grupos não podem escolher fontes até {untilAt}, e por mais tempo a cada novo relatório.',
    'mixed-versions-first':
      '{host} e talvez outros respondem em {olderVersion}, que não conhece saída. Seus grupos não aceitam saída de ninguém até {untilAt}, e por mais tempo a cada novo relatório.',
    'odd-specific-query':
      '{sender} pergunta por grupos isolados, o último foi {group}, embora {querier} seja o querier. Os hosts respondem, e ele pode encerrar grupos que outros ainda querem.',
    'odd-specific-query-destination':
      '{sender} pergunta por grupos isolados em {destination}, e não no próprio grupo; o último foi {group}. A bridge do Linux faz assim; alguns hosts podem não escutar lá.',
    'odd-specific-query-ports':
      '{sender} pergunta por grupos isolados em menos portas do que pergunta a todos. Por último, {host} não recebeu a consulta por {group} e respondeu à consulta geral seguinte. Um switch que só pergunta onde alguém sai continua atendendo os outros.',
    'odd-specific-query-unheard':
      'Os hosts não ouvem quando {sender} pergunta por um grupo: por último, {host} não respondeu à consulta por {group}, foi cortado e entrou de novo. Quem assiste vê interrupções sempre que outro sai.',
    'slow-querier':
      '{querier} só pergunta a cada {intervalMs}. Muitos switches esquecem um grupo depois de 260 s; assim, uma única consulta perdida interrompe fluxos.',
    'slow-querier-fatal':
      '{querier} só pergunta a cada {intervalMs}. Muitos switches esquecem um grupo depois de 260 s; assim, fluxos param sem que nenhuma consulta se perca.',
    'slow-querier-response':
      '{querier} dá {responseMs} para os hosts responderem, mas pergunta de novo a cada {intervalMs}. Respostas a consultas diferentes se misturam, e grupos podem acabar cedo demais.',
    'querier-flaps':
      'As consultas faltaram por mais de um intervalo e meio {gaps} vezes em uma hora, a última até {lastGapAt}. Fluxos param sempre que isso dura mais de {lastsMs}.',
  },
  remedies: {
    'no-querier':
      'Faça um equipamento do segmento perguntar: o roteador multicast ou, na falta dele, um switch com o querier ligado. Dê a ele um endereço da sub-rede.',
    'querier-silent':
      'Veja se o querier ainda funciona e ainda alcança este segmento. Para a próxima vez, ligue o querier em um segundo equipamento com endereço maior: ele assume sozinho.',
    'two-queriers':
      'Descubra por que os dois não se ouvem: uma porta sem a VLAN, um filtro ou um snooping que retém consultas. Ou desligue o querier no que não deveria ser.',
    'querier-changed':
      'Se a troca não foi planejada, encontre o equipamento pelo endereço MAC e desligue o querier dele, ou dê a ele um endereço maior que o de quem deve perguntar.',
    'unnumbered-querier':
      'Dê ao switch um endereço nesta VLAN e deixe-o perguntar com ele, ou deixe o roteador perguntar.',
    'mixed-versions':
      'Ponha todos os queriers do segmento em uma só versão: a mais alta que todos os hosts e switches falam. Um host mais antigo só segura os próprios grupos.',
    'odd-specific-query':
      'Procure o remetente pelo endereço MAC. Só o querier deve perguntar depois de uma saída; desligue o querier ou o tratamento de saídas nos outros. Onde os hosts perdem a consulta, faça-o perguntar duas vezes, com um segundo entre elas, e veja se o snooping a deixa passar.',
    'slow-querier':
      'Ponha o intervalo de consulta em 125 s ou menos, igual em todos os roteadores e switches do segmento, e o tempo de resposta abaixo dele.',
    'querier-flaps':
      'Procure o que some com as consultas: um querier que reinicia, um loop ou uma topologia que muda, um enlace que perde quadros, um processador ocupado.',
  },
} satisfies typeof en
