import type { finding as en } from '../en/finding.ts'
import { hosts } from './finding/hosts.ts'
import { queriers } from './finding/queriers.ts'
import { wireFindings } from './finding/wire.ts'

export const finding: typeof en = {
  title: {
    'no-querier': 'Sem querier',
    'querier-silent': 'Querier em silêncio',
    'two-queriers': 'Dois queriers',
    'querier-changed': 'Querier trocado',
    'unnumbered-querier': 'Querier sem endereço',
    'deaf-host': 'Host não responde às consultas',
    'mixed-versions': 'Versões misturadas',
    suppression: 'Hosts escondidos atrás de outros',
    'fast-leave': 'Saída rápida derruba outros',
    'odd-specific-query': 'Consulta específica estranha',
    'slow-leave': 'A saída demora',
    'silent-departures': 'Hosts somem sem avisar',
    'bad-sender': 'Mensagens irregulares',
    'proxy-reporting': 'Um proxy responde pelos hosts',
    'foreign-subnet': 'Endereço de outra sub-rede',
    'zap-storm': 'Tempestade de trocas de canal',
    'report-flood': 'Enxurrada de relatórios',
    'too-many-groups': 'Grupos demais',
    'twenty-groups': 'Vinte grupos em um host',
    'mac-collision': 'Grupos com o mesmo endereço MAC',
    'ssm-misuse': 'Entradas sem fonte na faixa SSM',
    'tap-limits': 'O que esta captura não vê',
    loop: 'Quadros circulam em loop',
    'slow-querier': 'Intervalo de consulta longo demais',
    'lost-receiver': 'Sumiu o receptor de um serviço conhecido',
    'querier-flaps': 'O querier vai e volta',
    'address-conflict': 'Dois hosts com um endereço',
  },
  sentence: { ...queriers, ...hosts, ...wireFindings },
}
