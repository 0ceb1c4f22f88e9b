import type { QUERIER_REMEDIES } from '../queriers-advice.ts'

export const QUERIER_REMEDIES_PT_BR: Readonly<Record<keyof typeof QUERIER_REMEDIES, string>> = {
  'no-querier':
    'Faça um equipamento do segmento enviar consultas: o roteador multicast ou, na falta dele, um switch com o querier ativado. Dê a ele um endereço da sub-rede.',
  'querier-silent':
    'Veja se o querier ainda funciona e ainda alcança este segmento. Para a próxima vez, ative o querier em um segundo equipamento com endereço maior: ele assume sozinho.',
  'two-queriers':
    'Descubra por que os dois não se ouvem: uma porta sem a VLAN, um filtro ou um snooping que retém consultas. Ou desative o querier no que não deveria ser.',
  'querier-changed':
    'Se a troca não foi planejada, encontre o equipamento pelo endereço MAC e desative o querier dele, ou dê a ele um endereço maior que o de quem deve ser o querier.',
  'unnumbered-querier':
    'Dê ao switch um endereço nesta VLAN para as consultas dele, ou deixe as consultas com o roteador.',
  'mixed-versions':
    'Configure todos os queriers do segmento em uma só versão: a mais alta que todos os hosts e switches falam. Um host mais antigo só segura os próprios grupos.',
  'odd-specific-query':
    'Procure o remetente pelo endereço MAC. Só o querier deve consultar depois de uma saída; desative o querier ou o tratamento de saídas nos outros. Onde os hosts perdem a consulta, faça-o consultar duas vezes, com um segundo entre elas, e veja se o snooping a deixa passar.',
  'slow-querier':
    'Configure o intervalo de consulta em 125 s ou menos, igual em todos os roteadores e switches do segmento, e o tempo de resposta abaixo dele.',
  'querier-flaps':
    'Procure o que some com as consultas: um querier que reinicia, um loop ou uma topologia que muda, um enlace que perde quadros, uma CPU ocupada.',
}
