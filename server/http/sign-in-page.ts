import type { NamedUsers } from '../access/access.ts'
import type { HttpProblem } from './problem.ts'
import { SIGN_IN_PROBLEMS, SIGN_IN_WORDS, type SignInLanguage } from './sign-in-words.ts'

interface SignInPage {
  language: SignInLanguage
  /** What was tried and was wrong; null: nothing was tried yet. */
  problem: HttpProblem | null
  /** Where it goes on: a path of this server. */
  next: string
  users: NamedUsers
}

/** Works without any code, and with the style of a file alone: the policy of this server lets nothing else in. */
export function signInPage({ language, problem, next, users }: SignInPage): string {
  const withName = users === 'some'
  const words = SIGN_IN_WORDS[language]
  const forward = `<input type="hidden" name="next" value="${escape(next)}">`
  const token = `<form method="post" action="/login">
${forward}
<label for="token">${words.token}</label>
<input id="token" name="token" type="password" autocomplete="off" autocapitalize="none" spellcheck="false" required${withName ? '' : ' autofocus'}>
<p class="hint">${words.tokenHint}</p>
<button>${words.open}</button>
</form>`
  const name = `<form method="post" action="/login">
${forward}
<label for="user">${words.user}</label>
<input id="user" name="user" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="64" required autofocus>
<label for="password">${words.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button>${words.enter}</button>
</form>
<details${problem && problem.notice === null ? ' open' : ''}>
<summary>${words.withToken}</summary>
${token}
</details>`
  const wrong = problem ? `<p class="wrong" role="alert">${escape(wordsOf(problem, language))}</p>\n` : ''
  const body = withName
    ? name
    : `<p class="hint">${users === 'unknown' ? words.unknownUsers : words.onlyToken}</p>\n${token}`
  return document(
    language,
    `${words.title} · Rollcall`,
    `<h1>Rollcall</h1>\n<p class="lead">${words.lead}</p>\n${wrong}${body}`,
  )
}

/** Goes on by itself; the link is for who has that turned off. */
export const movingOn = (path: string): string =>
  document('en', 'Rollcall', `<p><a href="${escape(path)}">Rollcall</a></p>`)

function wordsOf({ status, notice, message }: HttpProblem, language: SignInLanguage): string {
  const known = SIGN_IN_PROBLEMS[language]
  return known[notice?.code ?? ''] ?? known[status] ?? message
}

const document = (language: string, title: string, body: string): string => `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<title>${title}</title>
<link rel="icon" href="/favicon.svg">
<link rel="stylesheet" href="/sign-in.css">
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`

const escape = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
