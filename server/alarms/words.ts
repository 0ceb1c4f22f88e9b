import type { Severity } from '../../shared/finding.ts'
import type { AlarmState, SystemCode } from './alarm.ts'

export type Language = 'en' | 'pt-BR'

/** The texts of messages around those of the findings. */
export interface MessageWords {
  severity: Record<Severity, string>
  /** Before the title of one alarm. */
  state: Record<Exclude<AlarmState, 'opened'>, string>
  system: Record<SystemCode, string>
  sentence: Record<SystemSentence, string>
  systemRemedy: Record<SystemCode, string>
  tap: string
  rollcall: string
  alarms: string
  over: string
  worst: string
  more: string
  since: string
  until: string
  remedy: string
  page: string
  demo: string
  test: string
  testSentence: string
}
export type SystemSentence =
  | 'rollcall-source-waiting'
  | 'rollcall-source-failed'
  | 'rollcall-quiet'
  | 'rollcall-history'
  | 'rollcall-channel'
  | 'rollcall-certificate'
  | 'rollcall-certificate-refused'
  | 'rollcall-certificate-over'

const EN: MessageWords = {
  severity: { critical: 'Critical', warning: 'Warning', information: 'Information' },
  state: { worse: 'Worse', open: 'Still open', closed: 'Over', vanished: 'Over' },
  system: {
    'rollcall-source': 'Rollcall does not capture',
    'rollcall-quiet': 'Rollcall gets no frames',
    'rollcall-history': 'Rollcall does not write its history',
    'rollcall-channel': 'Rollcall cannot deliver messages',
    'rollcall-certificate': 'Rollcall needs another certificate',
  },
  sentence: {
    'rollcall-source-waiting': 'The source {source} has not captured since {sinceAt}: nothing of it is seen. {detail}',
    'rollcall-source-failed': 'The source {source} failed at {sinceAt}: nothing of it is seen. {detail}',
    'rollcall-quiet':
      'The source {source} runs, and no frame has come since {sinceAt}: the mirror, its cable or its sender is gone, or nothing is sent.',
    'rollcall-history':
      'Since {sinceAt} the history is not written: {waiting} changes wait, {dropped} are lost. {detail}',
    'rollcall-channel':
      'The channel {channel} has delivered nothing since {sinceAt}; messages that wait: {waiting}, lost for good: {lost}. {detail}',
    'rollcall-certificate': 'The certificate that Rollcall shows expires soon.',
    'rollcall-certificate-over': 'The certificate that Rollcall shows has expired, and browsers refuse it.',
    'rollcall-certificate-refused':
      'The new files of the certificate cannot be used, and the one before stays in use. {detail}',
  },
  systemRemedy: {
    'rollcall-source': 'Look at the page Sources: it says what the source waits for, and what to do.',
    'rollcall-quiet': 'Look whether the mirror is set up, and whether its sender reaches this machine.',
    'rollcall-history': 'Look whether the disk of the data folder has room, can be written, and is fast enough.',
    'rollcall-channel': 'Look at the channels in the settings: each says why its last attempt failed.',
    'rollcall-certificate': 'Put a new certificate and its key in the place of the files; no restart is needed.',
  },
  tap: 'tap {source}',
  rollcall: 'Rollcall',
  alarms: '{total} alarms ({counts})',
  over: 'over: {count}',
  worst: 'The worst: {title}',
  more: 'And {count} more, which the page Findings has.',
  since: 'Since {at}.',
  until: 'From {at} to {until}.',
  remedy: 'Remedy: ',
  page: 'Page: ',
  demo: '[simulated network] ',
  test: 'Test',
  testSentence: 'This is a test of the channel {channel}. Nothing is wrong.',
}

/** `{detail}` is a notice of the server, which is in English wherever it is no code: better that than no reason. */
const PT_BR: MessageWords = {
  severity: { critical: 'Crítico', warning: 'Aviso', information: 'Informação' },
  state: { worse: 'Piorou', open: 'Continua aberto', closed: 'Encerrado', vanished: 'Encerrado' },
  system: {
    'rollcall-source': 'O Rollcall não está capturando',
    'rollcall-quiet': 'O Rollcall não recebe quadros',
    'rollcall-history': 'O Rollcall não grava o histórico',
    'rollcall-channel': 'O Rollcall não consegue entregar mensagens',
    'rollcall-certificate': 'O Rollcall precisa de outro certificado',
  },
  sentence: {
    'rollcall-source-waiting': 'A fonte {source} não captura desde {sinceAt}: nada dela é visto. {detail}',
    'rollcall-source-failed': 'A fonte {source} falhou em {sinceAt}: nada dela é visto. {detail}',
    'rollcall-quiet':
      'A fonte {source} funciona, e nenhum quadro chega desde {sinceAt}: o espelhamento, seu cabo ou seu emissor sumiu, ou nada é enviado.',
    'rollcall-history':
      'Desde {sinceAt} o histórico não é gravado: {waiting} mudanças aguardam, {dropped} se perderam. {detail}',
    'rollcall-channel':
      'O canal {channel} não entrega nada desde {sinceAt}; mensagens que aguardam: {waiting}, perdidas de vez: {lost}. {detail}',
    'rollcall-certificate': 'O certificado que o Rollcall apresenta vence em breve.',
    'rollcall-certificate-over': 'O certificado que o Rollcall apresenta venceu, e os navegadores o recusam.',
    'rollcall-certificate-refused':
      'Os novos arquivos do certificado não podem ser usados, e o anterior continua em uso. {detail}',
  },
  systemRemedy: {
    'rollcall-source': 'Veja a página Fontes: ela diz o que a fonte aguarda, e o que fazer.',
    'rollcall-quiet': 'Veja se o espelhamento está configurado, e se seu emissor alcança esta máquina.',
    'rollcall-history': 'Veja se o disco da pasta de dados tem espaço, aceita gravação e é rápido o bastante.',
    'rollcall-channel': 'Veja os canais nas configurações: cada um diz por que a última tentativa falhou.',
    'rollcall-certificate': 'Coloque um novo certificado e sua chave no lugar dos arquivos; não é preciso reiniciar.',
  },
  tap: 'captura {source}',
  rollcall: 'Rollcall',
  alarms: '{total} alertas ({counts})',
  over: 'encerrado: {count}',
  worst: 'O pior: {title}',
  more: 'E mais {count}, que a página Alertas mostra.',
  since: 'Desde {at}.',
  until: 'De {at} até {until}.',
  remedy: 'Solução: ',
  page: 'Página: ',
  demo: '[rede simulada] ',
  test: 'Teste',
  testSentence: 'Este é um teste do canal {channel}. Não há nada errado.',
}

export const MESSAGE_WORDS: Readonly<Record<Language, MessageWords>> = { en: EN, 'pt-BR': PT_BR }
