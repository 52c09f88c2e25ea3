import { jest } from '@jest/globals';
import { MailService } from '../../../src/mail/mail.service.js';
import { Mailbox } from '../../../src/mail/mailbox.js';
import { GreetingsModule, greet } from '../../support/mail-room.js';
import { rawRequest } from '../../support/raw-request.js';
import { createTestApp, type TestApp } from '../../support/test-app.js';

/** As soon as the development mailbox has a mail. */
async function delivered({ app }: TestApp): Promise<void> {
  while (app.get(Mailbox).list().length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('a server without a mail server', () => {
  let server: TestApp;

  beforeAll(async () => {
    server = await createTestApp({ trustProxy: ['127.0.0.1'] }, { rooms: [GreetingsModule] });
    expect(server.app.get(MailService).isOffered).toBe(true);
    await greet(server.app);
    await delivered(server);
  });
  afterAll(() => server.close());

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${server.config.issuer}${path}`, { headers });

  it('shows what it would have sent, in a frame that can do nothing', async () => {
    const list = await (await get('/mailbox')).text();
    expect(list).toContain('href="/mailbox/1"');
    expect(list).toContain('reader@example.net');
    const page = await (await get('/mailbox/1')).text();
    expect(page).toContain('<a href="https://login.example/greet?ticket=a-secret-ticket">');
    expect(page).toMatch(/<iframe[^>]* sandbox[^>]* src="\/mailbox\/1\/html"/);
    const html = await get('/mailbox/1/html');
    expect(html.headers.get('content-security-policy')).toMatch(
      /^sandbox; default-src 'none'; .*frame-ancestors 'self'$/,
    );
    expect(html.headers.get('x-frame-options')).toBeNull();
    expect(await html.text()).toContain('to continue to Tom &lt;&amp; Jerry>');
    for (const path of ['/mailbox/2', '/mailbox/x', '/mailbox/1.5/html']) expect((await get(path)).status).toBe(404);
  });

  it('shows it to browsers of its own machine only', async () => {
    for (const path of ['/mailbox', '/mailbox/1', '/mailbox/1/html'])
      expect((await get(path, { 'x-forwarded-for': '192.0.2.1' })).status).toBe(404);
  });

  it('shows it under names of its own only: no page whose name is made to lead here by DNS reads it', async () => {
    const port = new URL(server.config.issuer).port;
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`])
      expect([host, (await rawRequest(`${server.config.issuer}/mailbox`, { host })).status]).toEqual([host, 200]);
    const foreign = [`evil.example:${port}`, 'localhost.evil.example', '127.0.0.1.evil.example', '@'];
    for (const path of ['/mailbox', '/mailbox/1', '/mailbox/1/html'])
      for (const host of foreign) {
        const named = { host, 'x-forwarded-host': 'localhost' };
        const { status } = await rawRequest(server.config.issuer + path, named);
        expect([path, host, status]).toEqual([path, host, 404]);
      }
  });

  it('keeps no more than the newest hundred', async () => {
    const mailbox = server.app.get(Mailbox);
    const [mail] = mailbox.list();
    if (!mail) throw new Error('there is none');
    for (let sent = 0; sent < 150; sent++) await mailbox.send(mail);
    expect(mailbox.list()).toHaveLength(100);
    expect(mailbox.find(1)).toBeUndefined();
  });

  it('offers no mail in production, keeps none, and has no such page', async () => {
    const production = await createTestApp({ production: true }, { rooms: [GreetingsModule] });
    const { app, config } = production;
    const kept = jest.spyOn(app.get(Mailbox), 'send');
    expect(app.get(MailService).isOffered).toBe(false);
    await greet(app);
    expect((await fetch(`${config.issuer}/mailbox`)).status).toBe(404);
    expect(kept).not.toHaveBeenCalled();
    await production.close();
  });
});
