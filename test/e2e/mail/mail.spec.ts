import { MailEntity } from '../../../src/mail/mail.entity.js';
import { MailService } from '../../../src/mail/mail.service.js';
import { MAIL_SETTINGS } from '../../../src/mail/mail-settings.js';
import { MailWriter } from '../../../src/mail/mail-writer.js';
import { Database } from '../../../src/platform/database/database.js';
import { Declarations } from '../../../src/platform/declarations.js';
import { DeliveryEntity } from '../../../src/platform/outbox/delivery.entity.js';
import { allDelivered } from '../../support/all-delivered.js';
import { GreetingsModule, greet } from '../../support/mail-room.js';
import { linkIn, type MailServer, mailBy, startMailServer } from '../../support/mail-server.js';
import { rowsOf } from '../../support/rows.js';
import { createTestApp, type TestApp } from '../../support/test-app.js';

describe('a mail', () => {
  let mailServer: MailServer;
  let server: TestApp;

  beforeAll(async () => {
    mailServer = await startMailServer();
    server = await createTestApp({ roomSettings: mailBy(mailServer) }, { rooms: [GreetingsModule] });
  });
  afterAll(async () => {
    await server.close();
    await mailServer.stop();
  });

  it('arrives as HTML and as plain text with the same words, from the brand, to a named reader', async () => {
    await greet(server.app, { address: 'reader@example.net', name: 'Reader', timeZone: 'Europe/Berlin' });
    const mail = await mailServer.mailTo('reader@example.net');
    expect(mail.subject).toBe('Sign in');
    expect(mail.from?.value).toEqual([{ address: 'login@example.com', name: 'Example Corp' }]);
    expect(mail.to).toMatchObject({ value: [{ address: 'reader@example.net', name: 'Reader' }] });
    expect(linkIn(mail).href).toBe('https://login.example/greet?ticket=a-secret-ticket');
    const said = ['Sign in', '123 456', 'Help', 'Privacy', '1 January 2030 at 13:00:00', 'open for too long'];
    for (const words of said)
      expect([words, mail.text?.includes(words), String(mail.html).includes(words)]).toEqual([words, true, true]);
    expect(mail.text).toContain('to continue to Tom <& Jerry>');
    expect(mail.html).toContain('to continue to Tom &lt;&amp; Jerry>');
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail.headers.get('content-language')).toBe('en');
  });

  it('is in the language of its reader, else in the usual one of the server, else in English', () => {
    const { app, config } = server;
    const languageOf = (languages: readonly string[], usual?: string) => {
      const brand = { ...config.brand, ...(usual === undefined ? {} : { language: usual }) };
      const writer = new MailWriter(app.get(Declarations), app.get(MAIL_SETTINGS.token), { ...config, brand });
      const to = { address: 'reader@example.net', languages };
      return writer.write('id', 'greeting', { to, values: { link: 'https://login.example/', code: '1' } }).language;
    };
    expect([languageOf(['fr'], 'de'), languageOf(['sv'], 'de'), languageOf([], 'de')]).toEqual(['fr', 'de', 'de']);
    expect(languageOf(['sv'])).toBe('en');
  });

  it('leaves if and only if the transaction is committed, and nothing of it stays', async () => {
    const { app } = server;
    const failing = app.get(Database).transaction(async (transaction) => {
      await app.get(MailService).send(
        {
          template: { name: 'greeting', compose: () => ({ title: 'login.title', paragraphs: [] }) },
          to: { address: 'no@example.net' },
          values: {},
        },
        transaction,
      );
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    await greet(app, { address: 'after@example.net' });
    await mailServer.mailTo('after@example.net');
    expect(mailServer.mails.map(({ to }) => JSON.stringify(to)).join()).not.toContain('no@example.net');
  });

  it('is stored so that who reads the database sees neither the reader nor the link', async () => {
    const { app } = server;
    await allDelivered(server);
    await mailServer.stop();
    await greet(app, { address: 'waiting@example.net' });
    const stored = [...(await rowsOf(server, MailEntity)), ...(await rowsOf(server, DeliveryEntity))];
    expect(stored).toHaveLength(2); // the mail and its delivery
    expect(JSON.stringify(stored)).not.toMatch(/waiting@|a-secret-ticket|123 456/);
    await mailServer.start();
  });
});
