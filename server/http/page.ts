import { existsSync } from 'node:fs'
import { join } from 'node:path'
import compression from 'compression'
import express, { Router } from 'express'
import { HttpProblem } from './problem.ts'

/** The page: hashed assets for ever, anything else that is no file is the page's own business (history fallback). */
export function page(clientFolder: string): Router {
  const router = Router()
  const index = join(clientFolder, 'index.html')
  // The page alone: an export is a stream, and its reader decides.
  router.use(compression())
  router.use(
    '/assets',
    express.static(join(clientFolder, 'assets'), { immutable: true, maxAge: '1y', index: false, fallthrough: true }),
    () => {
      throw new HttpProblem(404, 'There is no such file; the page may have been built anew. Remedy: reload it.')
    },
  )
  router.use(express.static(clientFolder, { index: false, maxAge: '1h', redirect: false }))
  router.get('/{*splat}', (_request, response) => {
    if (!existsSync(index)) throw new HttpProblem(503, 'The page has not been built. Remedy: npm run build')
    response.set('cache-control', 'no-store').sendFile(index, { cacheControl: false, dotfiles: 'allow' })
  })
  return router
}
