# A mail server for tests: says on standard output, as JSON, what it takes. Arguments: PORT MODE CERT KEY; the mode is
# `plain`, `starttls` (with a password), `tls`, `refuse` (no recipient) or `later` (451 to every mail).
import asyncio, json, ssl, sys
from aiosmtpd.smtp import SMTP, AuthResult

port, mode, cert, key = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if mode == 'refuse':
            return '550 no such user here'
        envelope.rcpt_tos.append(address)
        return '250 OK'

    async def handle_DATA(self, server, session, envelope):
        if mode == 'later':
            return '451 come again later'
        secure = session.ssl is not None or mode == 'tls'
        print(json.dumps({
            'from': envelope.mail_from, 'to': envelope.rcpt_tos, 'data': envelope.content.decode('utf-8'),
            'secure': secure, 'authenticated': session.authenticated,
        }), flush=True)
        return '250 OK'


def authenticator(server, session, envelope, mechanism, data):
    fine = data.login == b'noc' and data.password == b'a good password'
    return AuthResult(success=fine, handled=False)


async def main():
    context = None
    if mode in ('starttls', 'tls'):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
    needs = mode == 'starttls'
    make = lambda: SMTP(
        Handler(), hostname='localhost', enable_SMTPUTF8=True,
        tls_context=context if needs else None, require_starttls=needs,
        auth_required=needs, authenticator=authenticator if needs else None,
    )
    loop = asyncio.get_running_loop()
    server = await loop.create_server(make, '127.0.0.1', port, ssl=context if mode == 'tls' else None)
    print('ready', flush=True)
    async with server:
        await server.serve_forever()

asyncio.run(main())
