import { AuditTrailService } from '../../../src/audit/audit-trail.service.js';
import { MailService } from '../../../src/mail/mail.service.js';
import { MailAdministration } from '../../../src/mail/mail-administration.service.js';
import { MailStore } from '../../../src/mail/mail-store.js';
import { MailsRepository } from '../../../src/mail/mails.repository.js';
import { Database } from '../../../src/platform/database/database.js';
import { DeliveriesRepository } from '../../../src/platform/outbox/deliveries.repository.js';
import { Deliveries } from '../../../src/platform/outbox/deliveries.service.js';
import { Metrics } from '../../../src/platform/telemetry/metrics.js';
import { UserAdministration } from '../../../src/users/user-administration.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { allDelivered } from '../../support/all-delivered.js';
import { type StoppedClock, stopClock } from '../../support/clock.js';
import { freePort } from '../../support/free-port.js';
import { GreetingsModule, greet } from '../../support/mail-room.js';
import { type MailServer, mailBy, startMailServer } from '../../support/mail-server.js';
import { createTestApp, type TestApp } from '../../support/test-app.js';
import { DIALECTS } from '../../support/test-database.js';
import { until } from '../../support/until.js';

/** Seconds: longer than any pause between two attempts, and than a lease. */
const LONG = 3600;

/** Of an access token that outlives the time that passes. */
const FOR_LONG = { exp: Math.floor(Date.now() / 1000) + 100 * LONG };

const EXTENSIONS = { rooms: [GreetingsModule] };

describe.each(DIALECTS)('mails on %s, of two replicas where there can be two,', (dialect) => {
  let mailServer: MailServer;
  let server: TestApp;
  let replica: TestApp;
  let clock: StoppedClock;
  let api: AdminApi;

  beforeAll(async () => {
    mailServer = await startMailServer();
    server = await createTestApp({ dialect, roomSettings: mailBy(mailServer) }, EXTENSIONS);
    // An SQLite file is shared by processes, not by two servers of one process.
    replica =
      dialect === 'sqlite' ? server : await createTestApp({ ...server.config, port: await freePort() }, EXTENSIONS);
    clock = stopClock(server, replica);
    api = await adminApi(server, 'mail:read mail:write', FOR_LONG);
  });
  beforeEach(() => {
    mailServer.refuse = () => undefined;
  });
  afterAll(async () => {
    clock.goOn();
    if (replica !== server) await replica.close();
    await server.close();
    await mailServer.stop();
  });

  const passTime = () => {
    clock.pass(LONG);
    for (const { app } of [server, replica]) app.get(Deliveries).look();
  };
  /** As soon as the one mail that has not left looks like this. */
  const waiting = (expected: object) =>
    until<{ readonly id: string }>(async () => {
      const { items } = (await api('GET', '/mail')).body;
      return (
        items.length === 1 && Object.entries(expected).every(([name, value]) => items[0][name] === value) && items[0]
      );
    });
  const isGone = async (id: string) => (await api('GET', `/mail/${id}`)).status === 404;
  const countOf = (address: string) => mailServer.mails.filter(({ to }) => JSON.stringify(to).includes(address)).length;

  it('are sent once each, however both replicas race', async () => {
    const readers = Array.from({ length: 50 }, (_, number) => `reader-${number}@example.net`);
    await Promise.all(readers.map((address, number) => greet((number % 2 ? server : replica).app, { address })));
    await allDelivered(server);
    expect(readers.map(countOf)).toEqual(readers.map(() => 1));
    expect((await api('GET', '/mail')).body).toEqual({ items: [] });
  });

  it('are sent later if the mail server says to come back (RFC 5321 §4.2.1, greylisting)', async () => {
    mailServer.refuse = () => ({ code: 451, text: 'greylisted, come back later' });
    await greet(server.app, { address: 'grey@example.net' });
    const mail = await waiting({ attempts: 1 });
    expect(mail).toMatchObject({
      template: 'greeting',
      to: 'grey@example.net',
      state: 'waiting',
      last_error: expect.stringContaining('451 greylisted'),
    });
    mailServer.refuse = () => undefined;
    passTime();
    await mailServer.mailTo('grey@example.net');
    await allDelivered(server);
  });

  it('wait for a mail server that is down, and nothing is lost', async () => {
    await mailServer.stop();
    await greet(server.app, { address: 'patient@example.net' });
    const { last_error: error } = (await waiting({ attempts: 1 })) as { last_error?: string };
    expect(error).toMatch(/^127\.0\.0\.1:\d+ cannot be reached: /);
    await mailServer.start();
    passTime();
    await mailServer.mailTo('patient@example.net');
    await allDelivered(server);
    expect(countOf('patient@example.net')).toBe(1);
  });

  it('are sent by another replica if the first one is killed before they left', async () => {
    const { app } = server;
    await app.get(Database).transaction(async (transaction) => {
      const to = { address: 'orphan@example.net' };
      const template = { name: 'greeting', compose: () => ({ title: 'login.title' as const, paragraphs: [] }) };
      const values = { link: 'https://login.example/', code: '1' };
      const id = await app.get(MailStore).add({ template, to, values }, transaction);
      await app.get(DeliveriesRepository).insert('mail', { id, round: 1 }, Date.now() - 10 * LONG * 1000, transaction);
    });
    passTime();
    await mailServer.mailTo('orphan@example.net');
    await allDelivered(server);
  });

  it('are given up at once if the reader does not exist; administrators see why, and can try again', async () => {
    mailServer.refuse = () => ({ code: 550, text: '5.1.1 no such user' });
    await greet(server.app, { address: 'gone@example.net' });
    const { id } = await waiting({ state: 'failed' });
    expect((await api('GET', '/mail?state=failed')).body.items).toMatchObject([
      { id, attempts: 1, last_error: expect.stringContaining('refused it: 550 5.1.1 no such user') },
    ]);
    expect((await api('GET', '/mail?state=waiting')).body.items).toEqual([]);
    const read = await api('GET', `/mail/${id}`);
    expect(JSON.stringify(read.body)).not.toMatch(/secret|123 456/);
    const events = await server.app.get(AuditTrailService).search({ type: 'mail.failed' }, 10, undefined);
    expect(events.items.map(({ details }) => JSON.parse(details))).toEqual([{ mail: id, template: 'greeting' }]);

    mailServer.refuse = () => undefined;
    const both = await Promise.all([1, 2].map(() => api('POST', `/mail/${id}/retry`)));
    expect(both.map(({ status }) => status).toSorted()).toEqual(expect.arrayContaining([200]));
    await mailServer.mailTo('gone@example.net');
    await until(() => isGone(id));
    expect((await api('POST', `/mail/${id}/retry`)).status).toBe(404);
    const metrics = await server.app.get(Metrics).registry.metrics();
    expect(metrics + (await replica.app.get(Metrics).registry.metrics())).toContain(
      'mails_total{template="greeting",outcome="given_up"} 1',
    );
  });

  it('that leave at once when they are tried again are told of, not missing', async () => {
    mailServer.refuse = () => ({ code: 550, text: '5.1.1 no such user' });
    await greet(server.app, { address: 'quick@example.net' });
    const { id } = await waiting({ state: 'failed' });
    mailServer.refuse = () => undefined;
    const mails = server.app.get(MailAdministration);
    const { get } = mails;
    mails.get = async (asked) => {
      await mailServer.mailTo('quick@example.net');
      await until(async () => (await server.app.get(MailsRepository).find(asked)) === undefined);
      return get.call(mails, asked);
    };
    const { status, body } = await api('POST', `/mail/${id}/retry`);
    mails.get = get;
    expect([status, body]).toEqual([200, expect.objectContaining({ id, state: 'waiting', attempts: 1 })]);
    await mailServer.mailTo('quick@example.net');
    await until(() => isGone(id));
  });

  it('do not leave when they are of no use any more', async () => {
    mailServer.refuse = () => ({ code: 451, text: 'later' });
    await greet(server.app, { address: 'late@example.net' }, { lifetime: 600 });
    const { id } = await waiting({ attempts: 1 });
    mailServer.refuse = () => undefined;
    passTime();
    await waiting({ state: 'failed', last_error: 'it was of no use any more before it could leave' });
    expect((await api('POST', `/mail/${id}/retry`)).status).toBe(409);
    expect(countOf('late@example.net')).toBe(0);
    await server.app.get(MailsRepository).purge(Date.now() + 30 * 86_400_000, 10);
    expect((await api('GET', '/mail')).body.items).toEqual([]);
  });

  it('go with the account that they are about', async () => {
    const { app } = server;
    mailServer.refuse = () => ({ code: 451, text: 'later' });
    const { id } = await app.get(UsersService).create({ username: `leaver-${dialect}`, password: 'a fine long one' });
    await greet(app, { address: 'leaver@example.net', userId: id });
    await waiting({ attempts: 1, user_id: id });
    const { body } = await (await adminApi(server, 'users:read mail:read', FOR_LONG))('GET', `/users/${id}/export`);
    expect(body.mails).toMatchObject([{ to: 'leaver@example.net', template: 'greeting' }]);
    await app.get(UserAdministration).delete(id, { actor: 'os:test', isOperator: true, scope: [] });
    expect((await api('GET', '/mail')).body.items).toEqual([]);
  });

  it('that anyone can ask for are few: for one reader, and from one network, counted by all replicas', async () => {
    const ask = ({ app }: TestApp, reader: string, address: string) =>
      app.get(MailService).mayAsk({ reader, facts: { address } });
    const network = (number: number) => `198.51.100.${number}`;
    const ofOneReader = await Promise.all(
      Array.from({ length: 50 }, (_, each) => ask(each % 2 ? server : replica, 'Victim@example.net ', network(each))),
    );
    expect(ofOneReader.filter((wait) => wait === 0)).toHaveLength(5);
    expect(await ask(server, 'victim@EXAMPLE.net', network(99))).toBeGreaterThan(800);
    const ofOneNetwork = await Promise.all(
      Array.from({ length: 50 }, (_, each) => ask(each % 2 ? server : replica, `v${each}@example.net`, '2001:db8::1')),
    );
    expect(ofOneNetwork.filter((wait) => wait === 0)).toHaveLength(30);
    expect(await ask(replica, 'another@example.net', '2001:db8::2')).toBeGreaterThan(800);
  });
});
