import type { hosts as en } from '../../en/finding/hosts.ts'

export const hosts = {
  sentences: {
    'deaf-host':
      '{host} entrou em {group}, mas não responde às consultas (perdidas em seguida: {missed}). A associação termina em {endsAt}, e o fluxo para nessa hora, se ele não enviar outro relatório.',
    'deaf-host-over':
      '{host} não responde às consultas (perdidas em seguida: {missed}). Esteve em {group} até {endedAt}; o fluxo do próximo grupo em que entrar vai parar depois de {lastsMs}.',
    'deaf-host-first':
      '{host} entrou em {group} e não respondeu desde então (consultas perdidas: {missed}): não as ouve, ou sumiu sem avisar. A associação termina em {endsAt}, e o fluxo para nessa hora, se ele não enviar outro relatório.',
    'deaf-host-ended':
      '{host} entrou em {group} e nunca respondeu a uma consulta (perdidas: {missed}); a associação terminou em {endedAt}. Se ele ainda está lá, seu fluxo parou.',
    'deaf-host-more':
      'Outros hosts não respondem às consultas: {hosts}. Os fluxos deles param quando as associações vencem.',
    suppression:
      'Membros: pelo menos {confirmed} confirmados, {presumed} presumidos. Hosts da versão 2 ficam em silêncio quando outro responde pelo grupo, então ninguém consegue contá-los com exatidão.',
    'fast-leave':
      '{left} saiu de {group} e o querier não perguntou se outros ainda o querem; {other} ainda queria, e pode ter ficado sem o fluxo por {gapMs}, até enviar outro relatório.',
    'slow-leave':
      'Depois que o último host sai, o fluxo de um grupo ainda continua por {p50Ms} (95 %: {p95Ms}); pelo que o próprio querier anuncia, seriam {expectedMs}.',
    'silent-departures':
      '{host} sai sem avisar: {silent} das suas últimas {ends} associações venceram sozinhas. Cada uma mantém o fluxo sem nenhum receptor por até {lastsMs}.',
    'silent-departures-more':
      'Outros hosts saem sem avisar: {hosts}. Os fluxos deles continuam sem nenhum receptor por até {lastsMs}.',
    'zap-storm':
      '{host} troca de canal {perMinute} vezes por minuto, há dois minutos; o esperado é no máximo {limit}. Cada troca dá trabalho ao switch e ao querier.',
    'report-flood':
      '{host} envia até {perSecond} mensagens por segundo desde {sinceAt}; o esperado é no máximo {limit}. Isso pode impedir que os switches e o querier ouçam os outros.',
    'too-many-groups':
      'Há {groups} grupos em uso; a tabela do switch comporta {limit}. O que não cabe é inundado em todas as portas ou descartado.',
    'too-many-groups-near':
      'Há {groups} grupos em uso; a tabela do switch comporta {limit} e está quase cheia. O que não couber será inundado em todas as portas ou descartado.',
    'too-many-groups-host': '{host} está em {groups} grupos ao mesmo tempo; o esperado de um host é no máximo {limit}.',
    'twenty-groups':
      '{host} está em exatamente 20 grupos desde {sinceAt}. É o que o Linux permite a um programa; o que ele pediu além disso foi recusado, e nada na rede o mostra.',
    'lost-receiver':
      'Receptores de {service} ({group}) pararam de renovar sem sair: {hosts}. O último é {host}, ouvido pela última vez em {lastAt}; não respondeu a duas consultas.',
    'ssm-misuse':
      '{host} entra em {group} sem indicar uma fonte. A faixa é específica por fonte: os roteadores ignoram essa entrada, e nenhum fluxo chega.',
    'ssm-misuse-version':
      '{host} entra em {group} com {protocol}, que não consegue indicar uma fonte. A faixa é específica por fonte: os roteadores ignoram essa entrada, e nenhum fluxo chega.',
  },
  remedies: {
    'deaf-host':
      'O host fala, mas não ouve as consultas, ou não pode responder. Veja se as consultas chegam à porta dele (listas de acesso, storm control, uma porta que filtra multicast, isolamento de clientes no Wi-Fi) e se um firewall no host descarta IGMP ou MLD.',
    suppression:
      'Não há nada errado. Para ver cada host, deixe hosts e querier falarem IGMPv3 ou MLDv2, ou desligue a supressão de relatórios nos switches: aí cada host responde por si.',
    'fast-leave':
      'Desligue a saída rápida (fast leave, immediate leave) onde puder haver mais de um host atrás de uma porta ou de uma interface do roteador. Se o querier acompanha cada host (explicit tracking), nada foi cortado: reconheça este alerta.',
    'slow-leave':
      'Diminua o intervalo ou o número de consultas ao último membro no querier e veja por que ele consulta tão tarde depois de uma saída: CPU ocupada, ou saídas retidas no caminho por um switch ou proxy.',
    'silent-departures':
      'O host é desligado na tomada, trava, ou seu software não sai dos grupos. Faça com que seja desligado corretamente ou atualize-o; um intervalo de consulta menor encerra antes o que ele deixa para trás.',
    'zap-storm':
      'Encontre o host pelo MAC e examine-o: uma tecla presa do controle remoto, um programa que varre canais, ou um software que sai e entra sem parar. Se o switch puder, limite as entradas por segundo na porta. Um proxy troca de canal por todos os seus espectadores: aumente `zaps-per-minute` no segmento dele.',
    'report-flood':
      'Encontre a porta pelo MAC e examine o host; tire-o da rede enquanto os switches sofrem. Limite o IGMP na porta para que um host não abafe os outros. Um proxy responde por muitos grupos de uma vez: aumente `reports-per-second` no segmento dele.',
    'too-many-groups':
      'Compare com o tamanho da tabela na datasheet do switch e defina `table-size` para este segmento. Divida o segmento, faça o programa entrar só no que mostra, ou use um switch com tabela maior. Um proxy tem os grupos de todos os seus espectadores: aumente `groups-per-host` no segmento dele.',
    'twenty-groups': 'Se o programa precisa de mais, aumente o limite no host e reinicie o programa.',
    'ssm-misuse':
      'Informe ao player o endereço de quem envia (IGMPv3 ou MLDv2, modo INCLUDE) e confira se o querier fala a mesma versão: com uma mais antiga os hosts passam a usá-la e não conseguem indicar uma fonte. Ou associe o grupo à fonte no roteador, ou use um endereço fora da faixa.',
    'lost-receiver':
      'Examine o host: está ligado, o serviço está rodando, a placa de rede entrou em suspensão? Se ele está lá, perdeu a associação e não ouve mais este serviço: reinicie o serviço.',
  },
} satisfies typeof en
