import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MailSettings } from '../../../src/mail/mail-settings.js';
import { SmtpToken } from '../../../src/mail/smtp/smtp-token.js';
import { SmtpTransport } from '../../../src/mail/smtp/smtp-transport.js';
import { Clock } from '../../../src/platform/clock.js';
import { TestClock } from '../../../src/platform/clock.spec-support.js';
import { OperatorsHosts } from '../../../src/platform/egress/operators-hosts.js';
import { OutgoingRequests } from '../../../src/platform/egress/outgoing.js';
import { Undeliverable } from '../../../src/platform/outbox/delivery.js';
import { type MailServer, mailBy, startMailServer } from '../../support/mail-server.js';
import { environment, newFolder, run } from '../../support/program.js';
import { createWorld, introspect, registerClient, type World } from '../../support/world.js';

const MAIL = {
  messageId: '1@example.com',
  from: { address: 'login@example.com', name: 'Example' },
  to: { address: 'reader@example.net' },
  subject: 'Hello',
  text: 'Hello',
  html: '<p>Hello</p>',
  language: 'en',
};

describe('the way to the mail server', () => {
  const closing: (() => unknown)[] = [];
  let folder: string;
  let certificate: { readonly key: Buffer; readonly cert: Buffer };

  beforeAll(() => {
    folder = newFolder();
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '3', '-nodes'];
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
    execFileSync('openssl', [...kind, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    certificate = { key: readFileSync(key), cert: readFileSync(cert) };
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function start(...options: Parameters<typeof startMailServer>): Promise<MailServer> {
    const mailServer = await startMailServer(...options);
    closing.push(() => mailServer.stop());
    return mailServer;
  }

  function transportTo(
    mailServer: MailServer,
    more: Partial<MailSettings> = {},
    clock = new Clock(),
    hosts = new OperatorsHosts(),
  ): SmtpTransport {
    const { mail } = mailBy(mailServer, more);
    const outgoing = new OutgoingRequests({ issuer: 'http://localhost:3000', outgoingNetworks: [] });
    const transport = new SmtpTransport(mail, new SmtpToken(outgoing, clock, mail), hosts, clock);
    closing.push(() => transport.onApplicationShutdown());
    return transport;
  }

  it('is found by `mail test`, with STARTTLS and with TLS from the start, if the certificate is trusted', async () => {
    const settings = await environment({ NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem') });
    expect(await run('program/cli.js', ['migrate'], settings)).toMatchObject({ code: 0 });
    for (const secure of [false, true]) {
      const mailServer = await start({ ...certificate, secure, authOptional: false });
      const { code, stderr } = await run('program/cli.js', ['mail', 'test', 'you@example.net'], {
        ...settings,
        SMTP_URL: `${secure ? 'smtps' : 'smtp'}://us%40example.com:p%3Aw@localhost:${mailServer.port}`,
        SMTP_TLS: 'required',
        MAIL_FROM: 'Us <us@example.com>',
      });
      expect([secure, code, stderr]).toEqual([secure, 0, '']);
      const mail = await mailServer.mailTo('you@example.net');
      expect(mail.from?.text).toBe('"Us" <us@example.com>');
      expect(mailServer.logins).toEqual([{ method: 'PLAIN', user: 'us@example.com', secret: 'p:w' }]);
    }
  });

  it('must be encrypted, with a certificate that is valid, before anything is said', async () => {
    const strict = { smtpTls: 'required' as const };
    const stranger = await start({ ...certificate });
    const url = `smtp://us:pw@localhost:${stranger.port}`;
    await expect(transportTo(stranger, { ...strict, smtpUrl: url }).check()).rejects.toThrow(/self-signed certificate/);
    const open = await start({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    const openUrl = `smtp://us:pw@localhost:${open.port}`;
    await expect(transportTo(open, { ...strict, smtpUrl: openUrl }).check()).rejects.toThrow(/no way to encrypt/);
    expect([...stranger.logins, ...open.logins]).toEqual([]);
  });

  it('says in words what is wrong, and never the password', async () => {
    const refusing = await start({
      authOptional: false,
      onAuth: (_, __, done) => done(Object.assign(new Error('5.7.3 no'), { responseCode: 535 })),
    });
    const smtpUrl = `smtp://us:the-password@127.0.0.1:${refusing.port}`;
    const server = `127.0.0.1:${refusing.port}`;
    const transport = transportTo(refusing, { smtpUrl });
    // Settings may be mended, so that is no reason to give the mail up.
    for (const attempt of [transport.check(), transport.send(MAIL)]) {
      const error: Error = await attempt.then(
        () => Promise.reject(new Error('was accepted')),
        (each) => each,
      );
      expect(error).not.toBeInstanceOf(Undeliverable);
      expect(error.message).toContain(`${server} did not accept user and password or token: 535`);
      expect(error.message).not.toContain('the-password');
    }
    const choosy = await start({
      onMailFrom: (_, __, done) => done(Object.assign(new Error('5.7.60 not as this sender'), { responseCode: 550 })),
    });
    const sent = transportTo(choosy).send(MAIL);
    await expect(sent).rejects.toThrow(/does not take mails from MAIL_FROM: 550 5\.7\.60/);
    await expect(sent).rejects.not.toBeInstanceOf(Undeliverable);
  });

  it('goes to no other machine by a name of this one, whatever name servers say, and sends no password there', async () => {
    const mailServer = await start();
    const smtpUrl = `smtp://us:pw@mail.localhost:${mailServer.port}`;
    const elsewhere = new (class extends OperatorsHosts {
      addresses = ['127.0.0.1', '10.0.0.1'];
      protected override resolve() {
        return Promise.resolve(this.addresses.map((address) => ({ address, family: 4 })));
      }
    })();
    const transport = transportTo(mailServer, { smtpUrl }, new TestClock(), elsewhere);
    await expect(transport.check()).rejects.toThrow(
      `mail.localhost:${mailServer.port} cannot be reached: mail.localhost is at 10.0.0.1, not on this machine`,
    );
    expect(mailServer.logins).toEqual([]);
    elsewhere.addresses = ['127.0.0.1'];
    await transport.check();
    expect(mailServer.logins).toHaveLength(1);
  });

  it('takes what is refused for good as such, and nothing else', async () => {
    const mailServer = await start();
    const transport = transportTo(mailServer);
    const outcomes: [number, boolean][] = [];
    for (const code of [421, 450, 452, 550, 552, 553, 554]) {
      mailServer.refuse = () => ({ code, text: 'no' });
      const error = await transport.send(MAIL).catch((each: Error) => each);
      outcomes.push([code, error instanceof Undeliverable]);
    }
    expect(outcomes).toEqual([
      [421, false],
      [450, false],
      [452, false],
      [550, true],
      [552, true],
      [553, true],
      [554, true],
    ]);
  });

  it('rests for some seconds if no one answers, so that mails hold up nothing else', async () => {
    const mailServer = await startMailServer();
    const clock = new TestClock();
    const transport = transportTo(mailServer, {}, clock);
    await mailServer.stop();
    await expect(transport.send(MAIL)).rejects.toThrow(/cannot be reached/);
    await mailServer.start();
    closing.push(() => mailServer.stop());
    await expect(transport.send(MAIL)).rejects.toThrow(/cannot be reached/);
    expect(mailServer.mails).toEqual([]);
    clock.pass(6);
    await transport.send(MAIL);
    expect(mailServer.mails).toHaveLength(1);
  });

  it('takes a reader with a strange name for one reader', async () => {
    const mailServer = await start();
    const to = { address: 'reader@example.net', name: 'A, <evil@example.net>\r\nBcc: evil@example.org' };
    await transportTo(mailServer).send({ ...MAIL, to });
    const mail = await mailServer.mailTo('reader@example.net');
    expect([mail.to].flat().flatMap((list) => list?.value.map(({ address }) => address))).toEqual([
      'reader@example.net',
    ]);
    expect(mail.bcc).toBeUndefined();
    expect(mailServer.envelopes).toEqual(['reader@example.net']);
  });

  describe('by an access token (XOAUTH2)', () => {
    let world: World;
    const secret = 'a-secret-of-the-mail-client-0123456789';

    beforeAll(async () => {
      world = await createWorld();
    });
    afterAll(() => world.close());

    it('is open to a token of client credentials, which is fetched once and again if it is refused', async () => {
      const client = await registerClient(world, {
        client_id: 'mailer',
        client_name: 'Mailer',
        grant_types: ['client_credentials'],
        response_types: [],
        token_endpoint_auth_method: 'client_secret_post',
        scope: 'api:read',
      });
      let refusals = 1;
      const tokens: string[] = [];
      const mailServer = await start({
        authMethods: ['XOAUTH2'],
        authOptional: false,
        onAuth: ({ username, accessToken }, _, done) => {
          tokens.push(accessToken ?? '');
          const refuse = () => done(null, { data: { status: '401', schemes: 'bearer', scope: 'mail' } });
          if (refusals-- > 0) return refuse();
          introspect(world, accessToken ?? '').then(
            (token) => (token.active && username === 'us@example.com' ? done(null, { user: username }) : refuse()),
            done,
          );
        },
      });
      const transport = transportTo(mailServer, {
        smtpUrl: `smtp://us%40example.com@127.0.0.1:${mailServer.port}`,
        oauth: { endpoint: `${world.issuer}/oauth2/token`, clientId: 'mailer', clientSecret: client.secret ?? secret },
        oauthScope: 'api:read',
      });
      await transport.send(MAIL);
      await transport.check();
      expect([tokens.length, new Set(tokens).size]).toEqual([3, 2]);
      await mailServer.mailTo('reader@example.net');
    });

    it('stays shut without one, and says why', async () => {
      const mailServer = await start({ authMethods: ['XOAUTH2'], authOptional: false });
      const transport = transportTo(mailServer, {
        smtpUrl: `smtp://us%40example.com@127.0.0.1:${mailServer.port}`,
        oauth: { endpoint: `${world.issuer}/oauth2/token`, clientId: 'mailer', clientSecret: secret },
      });
      const error: Error = await transport.check().then(
        () => Promise.reject(new Error('was let in')),
        (each) => each,
      );
      expect(error.message).toMatch(/SMTP_OAUTH_TOKEN_URL answered 401 invalid_client/);
      expect(error.message).not.toContain(secret);
    });
  });
});
