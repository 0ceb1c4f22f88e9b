import type { RouteLocationNormalizedLoaded } from 'vue-router'
import { isField } from '../lists/fields.ts'
import { joinPieces, partsOf, piecesOf, quotedValue } from '../lists/pieces.ts'
import { hostOf } from '../route-to.ts'

/**
 * Which changes the scrubber shows: those of what the page shows. The state and the counts that a list can be asked for are
 * no matter of events; a free word is one that both know.
 */
export function marksFilter({
  name,
  params,
  query,
}: Pick<RouteLocationNormalizedLoaded, 'name' | 'params' | 'query'>): string {
  const one = (value: unknown): string => (typeof value === 'string' ? value : '')
  const segment = `segment:${quotedValue(one(params['segment']))}`
  switch (name) {
    case 'group':
      return `${segment} group:${quotedValue(one(params['group']))}`
    case 'host': {
      const { ip, mac } = hostOf(one(params['host']), query['mac'])
      return ip === '0.0.0.0' && mac !== null ? `${segment} mac:${mac}` : `${segment} host:${quotedValue(ip)}`
    }
    case 'groups':
    case 'hosts':
    case 'subscriptions':
    case 'queriers':
      return joinPieces(
        piecesOf(one(query['filter'])).filter((piece) => {
          const field = partsOf(piece).field.slice(0, -1)
          return field === '' || isField('events', field)
        }),
      )
    default:
      return ''
  }
}
