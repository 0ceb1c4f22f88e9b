import type { Messages } from './en.ts'
import { first } from './pt-BR/first.ts'
import { pages } from './pt-BR/pages.ts'

/*
 * Words: membership associação (group membership interval: intervalo de associação ao grupo), subscriptions assinaturas,
 * member membro, querier querier, query consulta, report relatório, frame quadro, tap captura, segment segmento,
 * missed perdida, presumed presumido, to leave sair, to expire expirar, stream fluxo, gap of the history lacuna.
 */
export const ptBR: Messages = { ...first, ...pages }
