import type { WIRE_SENTENCES } from '../wire.ts'
import { SIGHT_PT_BR as sight } from './sight.ts'

const faulty = 'Com defeito: {faulty} das suas {messages} mensagens ({percent} %): {faults}.'

export const WIRE_PT_BR: Readonly<Record<keyof typeof WIRE_SENTENCES, string>> = {
  'bad-sender-checksum': `Mensagens com checksum errado: ninguém as aceita, e entradas e saídas se perdem. ${faulty}`,
  'bad-sender-length': `Mensagens com um comprimento que nenhuma versão tem: ninguém as aceita. ${faulty}`,
  'bad-sender-record': `Relatórios com registros que passam do fim da mensagem: o que vem depois se perde. ${faulty}`,
  'bad-sender-source': `Mensagens de um endereço que nenhum host pode ter (em MLD: que não é link-local): os roteadores devem ignorá-las. ${faulty}`,
  'bad-sender-destination': `Mensagens para o endereço errado: muitos switches e roteadores as ignoram. ${faulty}`,
  'bad-sender-fragment': `IGMP em fragmentos: os switches não conseguem lê-los. ${faulty}`,
  'bad-sender-ttl': `Mensagens com um TTL diferente de 1: podem vir de outra rede. ${faulty}`,
  'bad-sender-group': `Relatórios de endereços a que ninguém pode se associar. ${faulty}`,
  'bad-sender-record-type': `Relatórios com registros de um tipo desconhecido, que são deixados de lado. ${faulty}`,
  'bad-sender-router-alert': `Mensagens sem a opção Router Alert: alguns roteadores e hosts as ignoram. ${faulty}`,
  loop: 'Quadros circulam sem parar, de {senders}: cópias além das que um espelhamento faz: {copies}. Um loop inunda o segmento e faz os endereços MAC mudarem de porta.',
  'address-conflict':
    'O endereço {address} é usado ora por um, ora por outro destes: {macs}. O relatório de um vale pelos dois, e a saída de um tira o grupo do outro.',
  'address-conflict-reflected':
    '{mac} envia de novo, na mesma hora e com o próprio MAC, os relatórios de outros ({addresses} endereços, {reports} relatórios): cada host parece ser dois.',
  'proxy-reporting':
    'Relatórios chegam de 0.0.0.0 ({mac}): um switch responde pelos seus hosts, ou um host não tem endereço. Se for um switch, não se sabe quem está atrás dele.',
  'proxy-reporting-addresses':
    'Hosts com {addresses} endereços respondem por um só MAC ({mac}): há uma bridge, um ponto de acesso ou um roteador diante deles. No que compartilham, a saída de um pode encerrar para todos.',
  'proxy-reporting-one':
    'Só {address} tem {groups} de {memberships} associações, enquanto {hosts} hosts são membros: talvez responda por outros, que então não se distinguem.',
  'foreign-subnet':
    '{address} não é desta sub-rede ({prefix}): VLAN errada, ou endereço errado? Um roteador pode ignorar suas entradas, e nada lhe envia.',
  'foreign-subnet-querier':
    'Consultas chegam de {address}, que não é desta sub-rede ({prefix}): um querier de outra VLAN, ou um endereço de gerência. Roteadores que verificam isso ignoram essas consultas.',
  'foreign-subnet-self':
    '{address} foi escolhido pelo próprio host, porque ninguém lhe deu um endereço (sub-rede {prefix}): não alcança o servidor DHCP. Um roteador pode ignorar suas entradas.',
  'mac-collision':
    'Os grupos {groups} têm o mesmo endereço MAC, {mac}: um switch que filtra por MAC entrega os dois a quem entrou em um deles.',
  'mac-collision-flooded':
    'O grupo {group} tem o endereço MAC {mac} de um grupo local (224.0.0.0/24), que os switches sempre inundam: seu fluxo chega a todas as portas.',
  'tap-limits-kernel-drops': sight['kernel-drops'],
  'tap-limits-mirror-loss': sight['mirror-loss'],
  'tap-limits-cut': sight.cut,
  'tap-limits-tags-one-way': sight['tags-one-way'],
  'tap-limits-tags-one-way-split': sight['tags-one-way-split'],
  'tap-limits-tags-one-way-many': sight['tags-one-way-many'],
  'tap-limits-queries-only': sight['queries-only'],
  'tap-limits-sampled': sight.sampled,
  'tap-limits-suppressing-switch': sight['suppressing-switch'],
  'tap-limits-duplicated': sight.duplicated,
  'tap-limits-duplicated-partly': sight['duplicated-partly'],
  'tap-limits-reports-only':
    'Hosts respondem a consultas que esta captura não vê (a última resposta em {answeredAt}; nenhuma consulta há {silentMs}): o querier existe. Quem é, e o que consulta depois de uma saída, não se sabe; por isso os grupos parecem durar mais do que duram.',
  'tap-limits-tags-stripped':
    'As tags de VLAN sumiram: as sub-redes {subnets}, cada uma com seu querier, chegam sem tag como um só segmento. Seus membros são contados juntos.',
}
