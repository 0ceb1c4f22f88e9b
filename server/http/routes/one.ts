import type { Router } from 'express'
import { formatMac, parseAddress, parseMac } from '../../../shared/address.ts'
import type { Answers } from '../../../shared/api.ts'
import { groupView, hostAt, hostView } from '../../views/members.ts'
import { Scene } from '../../views/scene.ts'
import type { Subject } from '../../views/subject.ts'
import type { InTurns } from '../in-turns.ts'
import { macOf, noParameters } from '../params.ts'
import { HttpProblem } from '../problem.ts'

/** One group with its members, one host with its memberships. */
export function one(router: Router, subject: Subject, turns: InTurns): void {
  router.get('/groups/:segment/:group', async (request, response) => {
    noParameters(request.query)
    const { segment, group } = request.params
    if (parseAddress(group) === null)
      throw new HttpProblem(400, `${group} is no address, like 239.1.1.1 or ff3e::8000:1.`)
    mustBeSegment(new Scene(subject), segment)
    const { head, rows } = await turns.do(groupView(subject, segment, group))
    if (!head.group && head.past.length === 0) throw new HttpProblem(404, `No host of ${segment} is in ${group}.`)
    response.json({ ...head, members: rows } satisfies Answers['/groups/:segment/:group'])
  })
  router.get('/hosts/:segment/:host', (request, response) => {
    const mac = macOf(request.query)
    const { segment, host } = request.params
    const scene = new Scene(subject)
    mustBeSegment(scene, segment)
    const { head, rows } = hostView(scene, segment, ...hostOf(scene, segment, host, mac))
    if (!head.host && head.past.length === 0) throw new HttpProblem(404, `${host} has not been heard on ${segment}.`)
    response.json({ ...head, memberships: rows } satisfies Answers['/hosts/:segment/:host'])
  })
}

function mustBeSegment(scene: Scene, segment: string): void {
  if (!scene.placeNamed(segment)) throw new HttpProblem(404, `There is no segment ${segment}.`)
}

/** The address and MAC of a host that is named by its address, or by its MAC where the address is 0.0.0.0. */
function hostOf(scene: Scene, segment: string, host: string, mac: string | null): [string, string | null] {
  const ip = parseAddress(host)
  if (ip !== null) {
    if (mac !== null && parseMac(mac) === null) throw new HttpProblem(400, `mac: ${mac} is no MAC address.`)
    const known = mac === null ? hostAt(scene, segment, ip)?.mac : parseMac(mac)
    return [host, known === null || known === undefined ? null : formatMac(known)]
  }
  const key = parseMac(host)
  if (key === null) throw new HttpProblem(400, `${host} is neither an address nor a MAC address.`)
  return ['0.0.0.0', formatMac(key)]
}
