import type { NoticeCode } from '../../../shared/notice.ts'

export const notice: Record<NoticeCode, string> = {
  'capture-not-permitted': 'Capturar em {interface} não é permitido para este usuário. Solução: {remedy}',
  'no-such-interface': 'Não existe a interface {interface}. Interfaces aqui: {interfaces}.',
  'interface-down': 'A interface {interface} está inativa; aguardando. Solução: ip link set {interface} up',
  'interface-gone': 'A interface {interface} desapareceu; aguardando que volte.',
  'any-interface':
    'A interface any mostra todas as interfaces desta máquina como uma só, e nenhum quadro com duas tags VLAN. Solução: live:IFACE para cada porta de espelhamento.',
  'tcpdump-missing': 'O programa tcpdump não está instalado. Solução: {remedy}',
  'bad-capture-filter': 'O tcpdump não aceita o filtro de captura: {detail}',
  'capture-stopped': 'A captura em {interface} parou ({detail}); reiniciando em {seconds} s.',
  'capture-hung':
    'A captura em {interface} não dá sinal de vida há {seconds} s; será encerrada e reiniciada. Nada desse tempo foi visto.',
  'port-in-use': 'O endereço {address} já está em uso por outro programa.',
  'cannot-bind': 'Não é possível escutar em {address}: {detail}',
  'sender-pending': '{sender} está enviando {protocol} para cá e ainda não foi aprovado; nada dele é mostrado.',
  'too-many-senders': 'Mais de {limit} remetentes desconhecidos; os seguintes são apenas contados.',
  'too-many-mirrors':
    'Mais de {limit} espelhamentos chegam aqui; os seguintes são apenas contados. Solução: aprove menos remetentes ou escute em uma segunda porta.',
  'too-many-sessions':
    'Um remetente tem mais de {limit} sessões; as seguintes são apenas contadas. Solução: menos sessões nesse switch; números de sessão forjados têm a mesma aparência.',
  sampled:
    'Este espelhamento é por amostragem: o que ele mostra é um indício. Não inclui ninguém, não encerra nada e não gera alerta. Solução: um espelhamento completo (SPAN, TZSP, ERSPAN) para ter a verdade.',
  'file-cut': 'A captura {file} está cortada no meio: {detail}. Tudo antes do corte foi lido.',
  'file-damaged': 'A captura {file} está danificada: {detail}. Tudo antes disso foi lido.',
  'file-not-found': 'O arquivo {file} não existe.',
  'file-unreadable': 'Não é possível ler {file}: {detail}. Solução: indique um arquivo que este usuário possa ler.',
  'not-a-capture': '{file} não é uma captura pcap nem pcapng (os primeiros bytes são {detail}).',
  'unsupported-link-type': '{file} tem o tipo de enlace {linkType}, sem suporte; seus quadros são apenas contados.',
  'raw-socket-missing':
    'O pacote opcional raw-socket não está instalado ({detail}). Solução: npm install raw-socket (precisa de python3, make, g++).',
  'raw-socket-not-permitted': 'Abrir um socket raw não é permitido. Solução: {remedy}',
  'rights-kept':
    'O próprio servidor tem o direito de capturar ({detail}). Solução: rollcall service install, ou iniciar de novo quando isso estiver resolvido.',
  'igmp-socket-limits':
    'Um socket raw vê apenas o IGMP sem tag de {interface}: sem VLAN, sem endereço MAC, e a porta entra em grupos por conta própria.',
  'igmp-socket-blind':
    'O socket raw em {interface} não conseguiu tornar-se o roteador multicast ({detail}); por isso não vê relatórios IGMPv1 nem IGMPv2.',
  'clock-set-back':
    'O relógio de {source} foi atrasado em {seconds} s: suas participações são aprendidas de novo, e o que veio antes mantém os horários que tinha. Solução: sincronize esta máquina com um servidor de tempo (NTP).',
  'taps-unheard':
    'O segmento {segment} ainda não ouviu nada das suas capturas {taps}. Solução: se não for silêncio, use na configuração os nomes dos segmentos delas, como em eth1/20.',
  'file-ended': 'A captura {file} foi lida até o fim.',
  'stream-ended': 'A entrada padrão terminou.',
  'source-crashed': 'A fonte {source} falhou: {detail}',
  'history-folder':
    'Não é possível usar a pasta de dados {folder} ({detail}). Solução: permita a escrita nela ou escolha outra com --data.',
  'history-in-use':
    'A pasta de dados {folder} está em uso por outro Rollcall. Solução: pare o outro ou escolha outra pasta com --data.',
  'history-newer':
    'O histórico {file} foi gravado por um Rollcall mais novo (esquema {found}; este conhece {known}). Solução: atualize o Rollcall ou escolha outra pasta com --data.',
  'history-older':
    'O histórico {file} foi gravado por um Rollcall mais antigo (esquema {found}; este conhece {known}). Solução: inicie o Rollcall uma vez com esta pasta de dados.',
  'history-damaged':
    'O histórico {file} está danificado ({detail}). Solução: mova-o para outro lugar; a próxima inicialização cria outro.',
  'history-set-aside':
    'O histórico estava danificado ({detail}). Foi posto de lado como {aside}, e outro foi iniciado. Solução: pare o Rollcall e recoloque um backup com `rollcall restore ARQUIVO`.',
  'history-not-ours':
    'O arquivo {file} não é um histórico do Rollcall. Solução: indique o arquivo que `rollcall backup` gravou.',
  'history-disk-full': 'O disco de {file} está cheio; o histórico aguarda e continua quando houver espaço.',
  'history-unwritten':
    'O histórico {file} termina sem {lost} mudanças que o disco não aceitou; elas se perderam. Solução: libere espaço antes da próxima inicialização.',
  'history-write-failed': 'Não é possível gravar o histórico {file} ({detail}); tentando de novo.',
  'history-unreadable':
    'Não é possível ler o histórico ({detail}). Solução: `rollcall check` diz se o arquivo está íntegro.',
  'history-rows-gone':
    'O histórico descartou linhas deste arquivo (limite de idade ou de tamanho), e ele não ficaria completo. Solução: comece de novo, a partir de um horário posterior.',
  'history-queriers-full':
    'Mais de {limit} endereços consultaram neste período. Solução: escolha um período mais curto.',
  'history-behind':
    'O disco não acompanha as mudanças: {lost} não foram guardadas no histórico, que registra uma lacuna.',
  'history-trimmed': 'O histórico chegou ao limite de {limit} MB; agora começa em {oldest}.',
  'history-stopped':
    'O histórico parou ({detail}); as páginas ao vivo continuam sem ele. Solução: reinicie o Rollcall.',
  'capture-name-taken': 'O histórico já tem uma fonte {name}. Solução: outro --name.',
  'capture-no-frames': 'A captura {file} não tem quadros; não há nada a importar.',
  'capture-changed':
    'A captura {file} foi alterada durante a leitura; nada dela foi importado. Solução: importe-a de novo.',
  'captures-out-of-order':
    'A captura {file} começa antes da que foi indicada antes dela. Solução: indique os arquivos na ordem do tempo.',
  'capture-not-imported': 'Não existe a captura importada {name}. Solução: rollcall import --list',
  'capture-too-large':
    'Uma captura de mais de {limit} MB não é aceita por este caminho. Solução: pare o servidor e use rollcall import, ou ajuste max-import.',
  'capture-not-kept': 'A captura não pode ser guardada em {folder} durante a leitura ({detail}).',
  'capture-unpacks-too-large':
    'A captura tem mais de {limit} MiB depois de descompactada. Solução: corte-a com editcap, ou aumente max-unpacked na configuração.',
  'import-cancelled': 'Esta importação foi cancelada; nada dela foi guardado.',
  'import-not-under-way': 'Não há nenhuma importação {id} em andamento.',
  'certificate-not-read':
    'O arquivo {path} não pode ser lido ({detail}). Solução: deixe que o usuário que executa o Rollcall o leia.',
  'certificate-damaged':
    '{path} não contém um certificado inteiro. Solução: um arquivo PEM com o certificado e os que o assinaram.',
  'certificate-key-damaged':
    '{path} não contém uma chave privada inteira, ou ela tem senha. Solução: um arquivo PEM com uma chave sem senha.',
  'certificate-no-pair': 'A chave {key} não pertence ao certificado {cert}. Solução: os dois que foram feitos juntos.',
  'certificate-expires':
    'O certificado {path} expira em breve (dias restantes: {days}). Solução: renove-o; o novo é adotado sem reiniciar.',
  'certificate-expired':
    'O certificado {path} expirou, e os navegadores o recusam. Solução: renove-o; o novo é adotado sem reiniciar.',
  'connections-full':
    '{count} conexões não encontraram lugar até agora: há lugar para {limit}, e para {each} de um mesmo endereço. Solução: --max-connections; atrás de um proxy, --trusted-proxy.',
  'too-often': 'Mais de {limit} pedidos deste tipo chegaram em um minuto; tente de novo em {seconds} s.',
  'too-many-at-once':
    'Mais de {limit} pedidos deste tipo estão em andamento para você; tente de novo quando um deles terminar.',
  'imports-busy': 'Já há {limit} capturas esperando; tente de novo quando uma delas terminar.',
  'import-goes-on': 'O servidor continua com {file}; rollcall import --list mostra o resultado.',
  'import-out-of-memory':
    'A captura {file} precisa de mais que os {limit} MB de memória que uma importação pode ocupar; nada dela foi guardado. Solução: dividi-la (editcap -c 1000000) ou iniciar o servidor com um --max-memory maior.',
  'import-interrupted': 'A importação foi interrompida; o que ela tinha importado é retirado de novo.',
  'no-senders-here': 'A fonte {source} não tem remetentes a aprovar.',
  'sender-refused': 'Não é possível aprovar {address}.',
  'senders-full': 'Não é possível guardar mais de {limit} remetentes.',
  'approval-not-kept': '{address} está aprovado só até a próxima inicialização: não é possível gravar {path}.',
  'desk-full': 'Não é possível guardar mais de {limit} destes. Solução: desfaça um.',
  'desk-not-kept': 'Isto vale só até a próxima inicialização: não é possível gravar {path}.',
  'file-changed':
    'Isto vale só até a próxima inicialização: {path} foi alterado por outro programa nesse meio-tempo e fica como está. Solução: reinicie o Rollcall e faça isto de novo.',
  'names-full': 'Não é possível guardar mais de {limit} nomes. Solução: remova alguns.',
  'names-not-kept': 'Isto vale só até a próxima inicialização: não é possível gravar {path}.',
  'names-line-not-read': '{path}, linha {line}: {why} Ela foi guardada em {aside}.',
  'names-lines-not-read':
    '{path}: não é possível ler {count} linhas; a primeira é a linha {line}: {why} Elas foram guardadas em {aside}.',
  'name-no-kind': '{text} não é nenhum destes: {kinds}.',
  'name-missing': 'Falta o nome.',
  'name-too-long': 'Um nome tem no máximo {limit} caracteres.',
  'name-not-plain':
    'Um nome é uma linha de texto visível, sem caracteres de controle e com no máximo 5 acentos por letra.',
  'name-no-group': '{text} não é um grupo nem uma faixa de grupos, como 239.1.1.1, 239.1.0.0/16 ou ff3e::/32.',
  'name-no-host':
    '{text} não é um host, como 10.0.0.5, 10.0.0.0/24, 02:00:5e:10:00:01, nem o início de um endereço MAC, como 02:00:5e*.',
  'name-no-segment': '{text} não é um segmento, como eth1/20, eth1/* ou vlan:20.',
  'name-segment-on': 'Um segmento não fica em outro segmento ({text}).',
  'name-not-given': '{subject} não tem um nome que possa ser removido.',
  'import-not-text': 'Este arquivo não é texto. Solução: salve a tabela como CSV (UTF-8) ou envie uma lista M3U.',
  'import-empty': 'Não há nada neste arquivo.',
  'import-no-columns':
    'A primeira linha não tem uma coluna para {what}. Colunas conhecidas: tipo, endereço, em, nome, ou grupo, host, mac, segmento, vlan.',
  'import-not-csv': 'Esta linha não é CSV. Solução: confira as aspas.',
  'import-long-line': 'Uma linha tem no máximo {limit} caracteres.',
  'import-too-long': 'Só as primeiras {limit} linhas são lidas. Solução: vários arquivos.',
  'import-twice': '{subject} já se chama {name} em uma linha anterior.',
  'import-no-title': 'Este endereço não tem um título antes dele.',
  'import-no-stream': 'Este endereço não tem um grupo multicast.',
  'walls-full': 'Não é possível guardar mais de {limit} painéis. Solução: exclua um.',
  'wall-stays': 'O painel {wall} existe sempre: pode ser alterado, mas não excluído.',
  'display-looks-only': 'Esta é uma tela: ela pode ver, não alterar. Solução: entre como operador.',
  'display-wall-only':
    'Esta é uma tela: ela vê o que um painel mostra, e nada mais. Solução: entre, ou abra com outro token.',
  'viewer-looks-only': 'Um observador vê tudo e não altera nada. Solução: peça a um operador, ou entre como um.',
  'viewer-not-here': 'Isto é para operadores. Solução: peça a um deles, ou entre como um.',
  'sign-in-wrong': 'O nome ou a senha está errado.',
  'sign-in-later': 'Tentativas erradas demais; tente de novo em {seconds} s.',
  'sign-in-busy': 'Muitos estão entrando agora; tente de novo em {seconds} s.',
  'password-wrong': 'A senha antiga está errada.',
  'password-length': 'Uma senha tem de {least} a {most} caracteres.',
  'user-name-wrong':
    'Um nome tem no máximo 64 letras, dígitos, pontos, hífens, sublinhados e arrobas, e começa com letra ou dígito.',
  'token-name-wrong': 'Um token precisa de um nome de no máximo {limit} caracteres visíveis.',
  'no-such-user': 'Não há usuário {name}.',
  'no-such-token': 'Não há token {token}.',
  'nobody-signed-in': 'Ninguém entrou com um nome aqui, então não há senha para trocar.',
  'password-needed': 'Um usuário novo precisa de uma senha.',
  'users-full': 'Mais de {limit} usuários não podem ser guardados. Solução: remova um.',
  'tokens-full': 'Mais de {limit} tokens não podem ser guardados. Solução: revogue um.',
  'last-operator':
    'É preciso haver um operador, usuário ou token, ou ninguém poderia deixar outros entrar. Solução: crie antes outro operador.',
  'access-not-kept': 'Nada foi alterado: não é possível gravar {path}. Solução: torne gravável a pasta de dados.',
  'access-damaged':
    'Nada foi alterado: não é possível ler {path}. Solução: coloque uma cópia no lugar dele, ou mova-o e crie os usuários de novo.',
  'channels-full': 'Não é possível manter mais de {limit} canais. Solução: exclua um.',
  'channel-fixed': 'O canal {channel} está no arquivo de configuração. Solução: mude-o lá e reinicie o Rollcall.',
  'channel-address-again':
    'Do endereço de {channel} só se disse o host, e não era este. Solução: informe de novo o endereço inteiro.',
  'channel-password-again':
    'A senha de {channel} era de outro servidor ou usuário. Solução: informe-a de novo, ou null.',
  'channel-test-busy': 'Um teste de {channel} está em andamento; tente de novo em instantes.',
  'delivery-name-not-found':
    'O nome {host} não foi encontrado. Solução: confira como está escrito, e o DNS desta máquina.',
  'delivery-refused':
    'Nada aceita conexões em {host}, porta {port}. Solução: confira a porta, e se o receptor está em execução.',
  'delivery-unreachable': 'Não há caminho até {host} ({detail}). Solução: confira o endereço, as rotas e o firewall.',
  'delivery-timeout': '{host} não respondeu em {seconds} s. Solução: confira o firewall no caminho, e o receptor.',
  'delivery-closed': '{host} encerrou a conexão antes que a mensagem passasse. Solução: veja o log do receptor.',
  'delivery-unread':
    '{host} recebeu os octetos e não encerrou a conexão em {seconds} s: ninguém sabe se os leu. Solução: veja se o servidor de log travou.',
  'delivery-certificate':
    'O certificado de {host} não é confiável ({detail}). Solução: dê ao canal o certificado da autoridade dele.',
  'delivery-no-tls': '{host}, porta {port}, não fala TLS. Solução: outra porta, ou outro tipo de conexão.',
  'delivery-no-starttls': '{host} não oferece STARTTLS. Solução: outra porta, ou outro tipo de conexão.',
  'delivery-password': '{host} não aceita o usuário ou a senha. Solução: informe-os de novo.',
  'delivery-mail-refused': '{host} não aceita o e-mail: {detail}',
  'delivery-recipients': '{host} não aceitou estes destinatários: {recipients}. Os outros receberam.',
  'delivery-status': '{host} respondeu {status}: {detail}. Solução: confira o endereço e as configurações do canal.',
  'delivery-later': '{host} respondeu {status} e talvez aceite mais tarde.',
  'delivery-redirect':
    '{host} respondeu {status} e indica outro endereço, que não é seguido. Solução: dê ao canal o endereço final.',
  'delivery-failed': 'O envio a {host} falhou: {detail}',
  'delivery-too-old': 'Não pôde ser entregue por {hours} horas e foi abandonada. A última tentativa: {detail}',
  'delivery-no-room': 'Mais de {limit} mensagens não podem aguardar; esta deu lugar a outras.',
  'delivery-left-off': 'O canal foi excluído enquanto esta aguardava.',
  'dry-run-too-large':
    'Este período tem mais de {limit} associações ou mensagens a percorrer. Solução: um período menor.',
  'changed-meanwhile': 'Outra pessoa alterou isto nesse meio-tempo. Solução: leia de novo e então decida.',
  'there-already': 'Já existe um. Solução: leia-o e então decida.',
  'dry-run-busy': 'Uma simulação está em andamento; tente de novo em instantes.',
  'counts-busy': '{limit} consultas de contagens em andamento; tente de novo em instantes.',
  'lists-busy': '{limit} pedidos de listas em andamento; tente de novo em instantes.',
  'packets-busy': '{limit} pedidos percorrem os pacotes guardados; tente de novo em instantes.',
  'packet-not-kept':
    'O quadro {frame} de {source} não está (mais) guardado: só os últimos pacotes ficam. Solução: para os mais antigos, mantenha uma captura com o tcpdump.',
  'export-not-written': 'Não é possível gravar {path}: {detail}.',
  'export-no-part': 'Não há parte interrompida de {path} para continuar, ou é de outro arquivo. Solução: sem --resume.',
  'export-interrupted': 'A exportação foi interrompida. Solução: o mesmo comando com --resume continua.',
  'export-left-out': '{count} execuções anteriores da exportação agendada {file} foram perdidas e ficam de fora.',
  'exports-busy': '{limit} exportações em andamento; tente de novo em instantes.',
  'filter-too-long': 'Um filtro tem no máximo {limit} caracteres.',
  'filter-too-many-terms': 'Um filtro tem no máximo {limit} termos.',
  'filter-unknown-field': 'O campo {field} não existe. Campos: {fields}; ponha entre aspas um texto com dois-pontos.',
  'filter-field-not-here': 'Esta lista não tem o campo {field}.',
  'filter-field-of-members':
    'As contagens por grupo não dizem {field}. Solução: o conjunto snapshot o tem para um momento, memberships para um intervalo.',
  'filter-text-not-here': 'Esta lista não tem texto livre onde procurar.',
  'filter-field-needs-value': '{field}: precisa de um valor depois.',
  'filter-not-needs-value': 'Depois de um - vem o que deve ficar de fora.',
  'filter-value-missing': 'Falta um valor aqui.',
  'filter-quote-open': 'Estas aspas não são fechadas.',
  'filter-after-quote': 'Depois das aspas vem um espaço ou {bar}.',
  'filter-quote-inside': 'As aspas ficam no início de um valor.',
  'filter-no-address': '{text} não é um endereço nem um prefixo, como 239.1.0.0/16 ou ff3e::/32.',
  'filter-no-vlan': '{text} não é uma VLAN, como 20, 100.10 ou untagged.',
  'filter-no-mac': '{text} não é um endereço MAC, como 02:00:5e:10:00:01, nem o início de um, como 02:00*.',
  'filter-no-version': '{text} não é uma versão do IGMP: 1, 2 ou 3.',
  'filter-no-event': '{text} não é um evento: {events}.',
  'filter-no-state': '{text} não é um estado: {states}.',
  'filter-no-code': '{text} não é um tipo de alerta: {codes}.',
  'filter-no-severity': '{text} não é uma gravidade: {severities}.',
  'filter-no-number': '{text} não é um número para comparar, como >10.',
  'filter-no-age': '{text} não é uma idade, como >5m (s, m, h ou d).',
}
