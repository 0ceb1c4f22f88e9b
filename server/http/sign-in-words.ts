/** The texts of the page to sign in on, which comes before the page that has all others. */
export const SIGN_IN_WORDS = {
  en: {
    title: 'Sign in',
    lead: 'Who is in which multicast group, who asks, and what is wrong.',
    user: 'Name',
    password: 'Password',
    enter: 'Sign in',
    withToken: 'With a token',
    token: 'Token',
    tokenHint: 'An operator makes it in Settings, or rollcall token add does.',
    open: 'Open',
    onlyToken: 'This server knows no users yet. Remedy: rollcall user add NAME --role operator',
    unknownUsers:
      'The file of the users is damaged or gone, so nobody is let in by name. Remedy: put a copy of users.json back.',
  },
  'pt-BR': {
    title: 'Entrar',
    lead: 'Quem está em qual grupo multicast, quem pergunta, e o que está errado.',
    user: 'Nome',
    password: 'Senha',
    enter: 'Entrar',
    withToken: 'Com um token',
    token: 'Token',
    tokenHint: 'Um operador o cria em Ajustes, ou com rollcall token add.',
    open: 'Abrir',
    onlyToken: 'Este servidor ainda não conhece usuários. Solução: rollcall user add NOME --role operator',
    unknownUsers:
      'O arquivo dos usuários está danificado ou sumiu, por isso ninguém entra pelo nome. Solução: devolva uma cópia de users.json.',
  },
} as const

export type SignInLanguage = keyof typeof SIGN_IN_WORDS

/** What was tried and was wrong, by the kind of problem; those without a code of their own are said by their status. */
export const SIGN_IN_PROBLEMS: Readonly<Record<SignInLanguage, Readonly<Record<string, string>>>> = {
  en: {
    'sign-in-wrong': 'The name or the password is wrong.',
    401: 'This token is wrong, or was revoked.',
    429: 'Too many wrong attempts. Try again in a minute.',
    503: 'Many are signing in just now. Try again in a moment.',
  },
  'pt-BR': {
    'sign-in-wrong': 'O nome ou a senha está errado.',
    401: 'Este token está errado ou foi revogado.',
    429: 'Tentativas erradas demais. Tente de novo em um minuto.',
    503: 'Muitos estão entrando agora. Tente de novo em um momento.',
  },
}
