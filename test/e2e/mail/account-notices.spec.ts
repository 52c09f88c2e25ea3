import type { ParsedMail } from 'mailparser';
import { UsersService } from '../../../src/users/users.service.js';
import { adminApi } from '../../support/admin.js';
import { type MailServer, mailBy, startMailServer } from '../../support/mail-server.js';
import { createWorld, PASSWORD, signedInBrowser, type World } from '../../support/world.js';

const CHOSEN = 'another password altogether';

describe('a person', () => {
  let mailServer: MailServer;
  let world: World;

  beforeAll(async () => {
    mailServer = await startMailServer();
    world = await createWorld({ roomSettings: mailBy(mailServer) });
  });
  afterAll(async () => {
    await world.close();
    await mailServer.stop();
  });

  const newPerson = async (username: string, claims: object) =>
    (await world.app.get(UsersService).create({ username, password: PASSWORD, ...claims })).id;
  const heardOf = (mail: ParsedMail) => mail.text ?? '';

  it('hears of a changed password: when and from where, in the own time zone', async () => {
    await newPerson('changer', { email: 'changer@example.net', email_verified: true, zoneinfo: 'Asia/Tokyo' });
    const browser = await signedInBrowser(world, 'changer');
    await browser.get('/account/password');
    await browser.submitFirstForm({ current_password: PASSWORD, password: CHOSEN });
    const mail = await mailServer.mailTo('changer@example.net');
    expect(mail.subject).toBe('Your password was changed');
    expect(heardOf(mail)).toMatch(/When: .* (GMT\+9|JST)\nNetwork address: 127\.0\.0\.1\n/);
    expect(heardOf(mail)).toContain(`${world.issuer}/account`);
    expect(heardOf(mail)).not.toContain(CHOSEN);
  });

  it('hears of a password that an administrator has reset, and not from where', async () => {
    const id = await newPerson('reset', { email: 'reset@example.net' });
    const api = await adminApi(world, 'users:write');
    expect((await api('POST', `/users/${id}/password`, { password: CHOSEN })).status).toBe(200);
    const mail = await mailServer.mailTo('reset@example.net');
    expect(mail.subject).toBe('Your password was reset');
    expect(heardOf(mail)).not.toMatch(/127\.0\.0\.1\n|another password altogether/);
  });

  it('hears nothing at an address that is known not to be proven, nor of the first password', async () => {
    const api = await adminApi(world, 'users:write');
    const unproven = await newPerson('unproven', { email: 'stranger@example.net', email_verified: false });
    const { id: fresh } = await world.app.get(UsersService).create({ username: 'fresh', email: 'fresh@example.net' });
    for (const id of [unproven, fresh]) await api('POST', `/users/${id}/password`, { password: CHOSEN });
    const last = await newPerson('last', { email: 'last@example.net' });
    await api('POST', `/users/${last}/password`, { password: CHOSEN });
    await mailServer.mailTo('last@example.net');
    expect(JSON.stringify(mailServer.mails.map(({ to }) => to))).not.toMatch(/stranger@|fresh@/);
  });
});
