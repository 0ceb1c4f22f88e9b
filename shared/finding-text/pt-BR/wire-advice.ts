import type { WIRE_REMEDIES } from '../wire-advice.ts'

export const WIRE_REMEDIES_PT_BR: Readonly<Record<keyof typeof WIRE_REMEDIES, string>> = {
  'bad-sender':
    'Procure o endereço MAC no switch e atualize o software do que estiver lá. Se vários emissores têm checksum ou comprimento errado, veja o cabo, a porta e o checksum offloading no caminho até esta captura.',
  'proxy-reporting':
    'Nada está quebrado. Para ver cada host, espelhe uma porta atrás do proxy, ou desligue no switch a supressão de relatórios e o proxy reporting.',
  'foreign-subnet':
    'Procure o endereço MAC no switch e compare a VLAN da porta com o endereço. Se a sub-rede é maior do que aquilo que a maioria dos hosts tem em comum, informe seus prefixos para o segmento na configuração.',
  'mac-collision':
    'Escolha grupos cujos últimos 23 bits sejam diferentes, e nenhum da forma x.0.0.y ou x.128.0.y. Switches que filtram por endereço IP não são afetados.',
  'tap-limits':
    'Espelhe os dois sentidos da porta do querier, ou a VLAN inteira, com suas tags e quadros inteiros, para uma porta rápida o bastante. O que o espelhamento não mostra, nenhum monitor pode dizer.',
  loop: 'Encontre o loop: duas portas de um switch que levam uma à outra, um ponto de acesso com dois enlaces, spanning tree desligado. Retire um enlace. Um espelhamento de mais de oito portas tem a mesma aparência: espelhe menos portas, ou a VLAN uma só vez.',
  'address-conflict':
    'Procure os dois endereços MAC no switch. Dê outro endereço a um dos hosts, por DHCP ou à mão. Um host que divide o tráfego entre várias placas (balance-tlb, balance-alb) tem a mesma aparência; também um switch ou ponto de acesso que reenvia relatórios com o próprio MAC.',
}
