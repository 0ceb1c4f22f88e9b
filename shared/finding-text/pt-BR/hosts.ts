import type { HOST_SENTENCES } from '../hosts.ts'

export const HOSTS_PT_BR: Readonly<Record<keyof typeof HOST_SENTENCES, string>> = {
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
    'Membros: pelo menos {confirmed} confirmados, {presumed} presumidos. Hosts ficam em silêncio quando outro, da versão 2 ou anterior, responde pelo grupo, então ninguém consegue contá-los com exatidão.',
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
}
