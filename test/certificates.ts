import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PairFiles } from '../server/tls-pair.ts'

/** A certificate that signs itself, for `days` from now on, with its key. Made anew, so that no test depends on a date. */
export function selfSigned(name: string, days = 365, folder = mkdtempSync(join(tmpdir(), 'rollcall-tls-'))): PairFiles {
  const files = { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) }
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', String(days)]
  execFileSync('openssl', ['req', '-x509', ...made, ...subject, '-keyout', files.key, '-out', files.cert], {
    stdio: 'ignore',
  })
  return files
}
