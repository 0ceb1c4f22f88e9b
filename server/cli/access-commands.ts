import type { Command } from 'commander'
import type { AccessFlags, UserFlags } from './access-command.ts'

/** The words of `rollcall user` and `rollcall token`; what they do is loaded when it is done. */
export function accessCommands(program: Command, dataWords: string): void {
  const implementation = () => import('./access-command.ts')
  const ofFolder = (command: Command): Command =>
    command.option('--data <folder>', dataWords).option('--config <file>', 'the same settings as `serve` takes')
  const password = 'whose first line is the password; else it is asked for, or read of standard input'

  const user = program.command('user').description('who may sign in; a server that runs knows it within a second')
  ofFolder(user.command('add'))
    .description('a user who is new')
    .argument('<name>')
    .option('--role <role>', 'operator or viewer', 'viewer')
    .option('--password-file <file>', password)
    .action(async (name: string, flags: UserFlags) => (await implementation()).addUser(name, flags))
  ofFolder(user.command('password'))
    .description('gives another password; whoever was signed in with that name is out')
    .argument('<name>')
    .option('--password-file <file>', password)
    .action(async (name: string, flags: UserFlags) => (await implementation()).changePassword(name, flags))
  ofFolder(user.command('role'))
    .description('makes an operator or a viewer of somebody')
    .argument('<name>')
    .argument('<role>')
    .action(async (name: string, role: string, flags: AccessFlags) => {
      await (await implementation()).changeRole(name, role, flags)
    })
  ofFolder(user.command('remove'))
    .description('takes somebody out, at once')
    .argument('<name>')
    .action(async (name: string, flags: AccessFlags) => (await implementation()).removeUser(name, flags))
  ofFolder(user.command('list'))
    .description('who may sign in')
    .action(async (flags: AccessFlags) => {
      ;(await implementation()).listUsers(flags)
    })

  const token = program.command('token').description('what lets programs and displays in')
  ofFolder(token.command('add'))
    .description('makes one and tells it, this once')
    .argument('<name>', 'what it is for')
    .option('--role <role>', 'operator, viewer or display', 'viewer')
    .action(async (name: string, flags: UserFlags) => {
      ;(await implementation()).addToken(name, flags)
    })
  ofFolder(token.command('revoke'))
    .description('who came with it is out, at once')
    .argument('<token>', 'its name or its id')
    .action(async (which: string, flags: AccessFlags) => (await implementation()).revokeToken(which, flags))
  ofFolder(token.command('list'))
    .description('tokens, without the tokens themselves')
    .action(async (flags: AccessFlags) => {
      ;(await implementation()).listTokens(flags)
    })
}
