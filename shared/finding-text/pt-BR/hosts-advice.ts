import type { HOST_REMEDIES } from '../hosts-advice.ts'

export const HOST_REMEDIES_PT_BR: Readonly<Record<keyof typeof HOST_REMEDIES, string>> = {
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
}
