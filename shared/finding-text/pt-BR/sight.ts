import type { SightSentence } from '../../sight-text.ts'

export const SIGHT_PT_BR: Record<SightSentence, string> = {
  'both-directions': 'Os dois sentidos: consultas e respostas dos hosts chegam aqui ({segments}).',
  'queries-only':
    'Só consultas: há {silentMs} ninguém responde em nenhum segmento ({segments}). Não há receptor, ou o espelhamento mostra um só sentido.',
  'reports-only':
    'Respostas sem consultas ({segments}): hosts respondem a um querier que esta captura não vê. Ele existe; quando consulta, e o que consulta depois de uma saída, não se sabe.',
  'one-direction':
    'Um só sentido: o que os hosts enviam chega; o que o switch ou roteador lhes envia não, em nenhum segmento. Espelhe os dois sentidos da porta, ou a VLAN inteira.',
  proxied:
    'Os relatórios passam por um proxy ({mac}, {segments}): não se sabe quem está atrás dele, apenas que há alguém.',
  'suppressing-switch':
    'Chega um relatório por grupo e consulta ({segments}), ora de um host, ora de outro: um switch ou os hosts seguram os demais. Os números são o mínimo que existe.',
  duplicated:
    'O espelhamento mostra cada quadro {copies} vezes (mediana); {percent} % dos quadros IGMP são cópias. São descartadas e contadas.',
  'duplicated-partly':
    'O espelhamento mostra alguns quadros mais de uma vez; {percent} % dos quadros IGMP são cópias. São descartadas e contadas.',
  'tags-stripped':
    'As tags de VLAN sumiram: as sub-redes {subnets}, cada uma com seu querier, chegam sem tag como um só segmento ({segments}). Espelhe com tags, ou cada VLAN em separado.',
  'tags-one-way':
    'Tags em um só sentido: {untagged} e a VLAN {vlan} são um só segmento, mostrado como dois ({evidence} nos dois). Inicie com --native-vlan {vlan}, que os une.',
  'tags-one-way-split':
    'Tags em um só sentido: entre {untagged} e a VLAN {vlan}, um tem as consultas e o outro as respostas. São um só segmento, mostrado como dois. Inicie com --native-vlan {vlan}, que os une.',
  'tags-one-way-many':
    'Tags em um só sentido: o que chega sem tag ({untagged}) pertence às VLANs {vlans}, que mostram o outro sentido. Espelhe os dois sentidos com tags.',
  'kernel-drops':
    'O sistema operacional descartou {count} quadros antes de chegarem aqui: entradas e saídas entre eles não foram vistas.',
  'mirror-loss':
    'No caminho até esta captura perderam-se {count} quadros do espelhamento: entradas e saídas entre eles não foram vistas.',
  cut: 'A captura cortou {count} quadros: não se sabe o que dizem. Capture quadros inteiros (snap length 0 ou 262144).',
  sampled: 'Só amostras dos quadros chegam aqui: são mostradas, e nunca contam como membros.',
  'nothing-yet-no-frames': 'Nada a avaliar ainda: nenhum quadro chegou.',
  'nothing-yet-no-igmp': 'Nada a avaliar ainda: chegaram {frames} quadros, nenhum deles IGMP ou MLD.',
  'nothing-yet-watching':
    'Cedo demais para avaliar: leva um intervalo de associação ao grupo, mais {leftMs}, a não ser que antes cheguem uma consulta e uma resposta.',
  'nothing-yet-unasked':
    'Sem veredito: ninguém consulta e ninguém responde. Não há querier, ou esta captura não mostra nem um nem outro; uma consulta resolveria.',
  'nothing-yet-elsewhere': 'Seus segmentos são reunidos aos de outras capturas, e avaliados lá.',
}
