import { setTimeout } from 'node:timers/promises';
import { AuditRepository } from '../../src/audit/audit.repository.js';
import { AuditService } from '../../src/audit/audit.service.js';
import { AuditChainRepository } from '../../src/audit/audit-chain.repository.js';
import { AuditChain, CHAIN_SECRET } from '../../src/audit/audit-chain.service.js';
import { AuditSearchRepository } from '../../src/audit/audit-search.repository.js';
import { AuditVerifier } from '../../src/audit/audit-verifier.js';
import { AuditWebhook } from '../../src/audit/audit-webhook.js';
import { DAY } from '../../src/platform/clock.js';
import { TestClock } from '../../src/platform/clock.spec-support.js';
import { Sealer } from '../../src/platform/crypto/secrets.js';
import { ServerSecretRepository } from '../../src/platform/crypto/server-secret.repository.js';
import { ServerSecrets } from '../../src/platform/crypto/server-secrets.js';
import { type Database, statement } from '../../src/platform/database/database.js';
import { OutgoingRequests } from '../../src/platform/egress/outgoing.js';
import { DeliveriesRepository } from '../../src/platform/outbox/deliveries.repository.js';
import { Deliveries } from '../../src/platform/outbox/deliveries.service.js';
import { OutboxModule } from '../../src/platform/outbox/outbox.module.js';
import { createLogger } from '../../src/platform/telemetry/log.js';
import { ACT, AUDIT_EVENT_CATALOGUE } from '../support/audit-event-catalogue.js';
import { providersOf } from '../support/declared.js';
import { metricsOf } from '../support/metrics.js';
import { newSchedule } from '../support/schedule.js';
import { DIALECTS, newDatabase } from '../support/test-database.js';

const DAYS = 30;

describe.each(DIALECTS)('the chain of the audit log on %s', (dialect) => {
  let database: Database;
  let clock: TestClock;
  let audit: AuditService;
  let repository: AuditChainRepository;
  let secrets: ServerSecrets;
  let chain: AuditChain;

  beforeEach(async () => {
    database = await newDatabase(dialect);
    clock = new TestClock();
    audit = new AuditService(database, new AuditRepository(), clock, AUDIT_EVENT_CATALOGUE);
    repository = new AuditChainRepository(database);
    secrets = new ServerSecrets(
      new ServerSecretRepository(database),
      new Sealer(['0123456789abcdef0123456789abcdef']),
      [CHAIN_SECRET],
    );
    await secrets.load();
    chain = start();
  });
  afterEach(() => database.close());

  /** A process of the server. */
  function start(retention = 0): AuditChain {
    const logger = createLogger({ logLevel: 'silent', logFormat: 'json' });
    const config = { audit: { retention, tokens: false } };
    const queue = new DeliveriesRepository(database);
    const schedule = newSchedule(providersOf());
    const deliveries = new Deliveries(queue, database, clock, schedule, logger, metricsOf(OutboxModule));
    const outgoing = new OutgoingRequests({ issuer: 'http://localhost', outgoingNetworks: [] });
    const webhook = new AuditWebhook(deliveries, new AuditSearchRepository(database), outgoing, clock, config);
    return new AuditChain(repository, database, webhook, secrets, config, logger);
  }

  /** Writes so many events, a second apart. */
  async function write(count: number): Promise<void> {
    for (let each = 0; each < count; each++) {
      await audit.record({ type: ACT, details: { each } });
      clock.pass(1);
    }
  }

  let number = 0;
  const tamper = (text: string) => database.execute(statement(`test-tamper-${number++}`, text));
  const verify = (expected?: { sequence: number; hash: string }) =>
    new AuditVerifier(repository, secrets).verify(expected);
  const fault = async () => (await verify()).fault;

  it('gives committed events their places, in the order of their time', async () => {
    await write(5);
    await expect(verify()).resolves.toEqual({ first: 1, last: { sequence: 0, hash: '' }, unsealed: 5 });
    await chain.seal();
    await write(2);
    await chain.seal();
    const events = await repository.sealed(10);
    expect(events.map(({ sequence, at }) => [sequence, at - clock.now()])).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((sequence) => [sequence, (sequence - 8) * 1000]),
    );
    const last = { sequence: 7, hash: events[6]?.hash };
    await expect(verify()).resolves.toEqual({ first: 1, last, unsealed: 0 });
  });

  it('is made of more events than fit into one batch', async () => {
    await database.transaction(async (transaction) => {
      for (let each = 0; each < 1203; each++) await audit.record({ type: ACT }, undefined, transaction);
    });
    await chain.seal();
    await expect(verify()).resolves.toMatchObject({ last: { sequence: 1203 }, unsealed: 0 });
  });

  it('loses and doubles nothing while 50 acts are recorded and two replicas seal', async () => {
    const replicas = [chain, start()];
    const acts = Array.from({ length: 50 }, async (_, index) => {
      await database.transaction(async (transaction) => {
        await audit.record({ type: ACT, details: { index } }, undefined, transaction);
      });
      await replicas[index % 2]?.seal();
    });
    await Promise.all(acts);
    await Promise.all(replicas.map((each) => each.seal()));
    await expect(verify()).resolves.toMatchObject({ last: { sequence: 50 }, unsealed: 0 });
    const events = await repository.sealed(100);
    expect(new Set(events.map(({ details }) => details)).size).toBe(50);
    expect((await verify()).fault).toBeUndefined();
  });

  it('does not keep acts waiting while it is being extended', async () => {
    if (dialect === 'sqlite') return; // one writer at a time, whatever it writes
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const sealing = database.transaction(async (transaction) => {
      await transaction.lock('audit chain');
      await gate;
    });
    await write(3);
    release();
    await sealing;
  });

  describe('of five events', () => {
    beforeEach(async () => {
      await write(5);
      await chain.seal();
    });

    it.each([
      `type = 'other'`,
      `details = '{"each":7}'`,
      `at = at + 1`,
      `actor = 'somebody'`,
      `client_id = 'a client'`,
      `address = '192.0.2.9'`,
      `request_id = 'r'`,
      `hash = 'x'`,
    ])('tells that one was changed: %s', async (change) => {
      await tamper(`UPDATE audit_events SET ${change} WHERE sequence = 3`);
      await expect(fault()).resolves.toMatchObject({ sequence: 3, id: expect.any(String) });
    });

    it('tells that one was removed, or taken out of the chain', async () => {
      await tamper('UPDATE audit_events SET sequence = NULL, hash = NULL WHERE sequence = 4');
      await chain.seal();
      await expect(fault()).resolves.toEqual({ sequence: 4, problem: 'is missing' });
      await tamper('DELETE FROM audit_events WHERE sequence = 2');
      await expect(fault()).resolves.toEqual({ sequence: 2, problem: 'is missing' });
    });

    it('tells that two were exchanged', async () => {
      await tamper('UPDATE audit_events SET sequence = 99 WHERE sequence = 2');
      await tamper('UPDATE audit_events SET sequence = 2 WHERE sequence = 3');
      await tamper('UPDATE audit_events SET sequence = 3 WHERE sequence = 99');
      await expect(fault()).resolves.toMatchObject({ sequence: 2 });
    });

    it('tells that the newest were removed, even after others were added', async () => {
      await tamper('DELETE FROM audit_events WHERE sequence >= 4');
      await expect(fault()).resolves.toMatchObject({ sequence: 4, problem: 'is missing, and all after it' });
      await write(1);
      await start().seal();
      await expect(fault()).resolves.toEqual({ sequence: 4, problem: 'is missing' });
    });

    it('tells that the oldest were removed', async () => {
      await tamper('DELETE FROM audit_events WHERE sequence <= 2');
      await expect(fault()).resolves.toEqual({ sequence: 1, problem: 'is missing' });
    });

    it('tells that events were added to it', async () => {
      await tamper(
        `INSERT INTO audit_events (id, at, type, details, sequence, hash) VALUES ('f', 1, 'x', '{}', 6, 'x')`,
      );
      await expect(fault()).resolves.toMatchObject({ sequence: 6, id: 'f' });
      await tamper(`UPDATE audit_events SET sequence = -5 WHERE id = 'f'`);
      await expect(fault()).resolves.toMatchObject({ sequence: -5, id: 'f' });
    });

    it('tells that its end was changed with them, and goes on telling', async () => {
      await tamper('DELETE FROM audit_events WHERE sequence >= 4');
      await tamper('UPDATE audit_chain SET last_sequence = 3');
      await expect(fault()).resolves.toMatchObject({ problem: expect.stringContaining('audit_chain was changed') });
      await write(1);
      await start().seal();
      await expect(fault()).resolves.toMatchObject({ sequence: 1 });
    });

    it('tells that its end was removed with them', async () => {
      await tamper('DELETE FROM audit_events WHERE sequence >= 4');
      await tamper('DELETE FROM audit_chain');
      await expect(fault()).resolves.toMatchObject({ sequence: 1 });
      await write(1);
      await start().seal();
      await expect(fault()).resolves.toMatchObject({ sequence: 1 });
    });

    it('tells a running server, and whoever noted a hash, that an older state was put back', async () => {
      const [kept] = await database.query<{ mac: string; last_hash: string }>(
        statement('test-anchor', 'SELECT mac, last_hash FROM audit_chain'),
      );
      await write(2);
      await chain.seal();
      const { last } = await verify();
      await tamper('DELETE FROM audit_events WHERE sequence >= 6');
      await tamper(`UPDATE audit_chain SET last_sequence = 5, last_hash = '${kept?.last_hash}', mac = '${kept?.mac}'`);
      await expect(fault()).resolves.toBeUndefined();
      expect((await verify(last)).fault).toMatchObject({ sequence: 7 });
      await write(1);
      await chain.seal();
      await expect(fault()).resolves.toEqual({ sequence: 6, problem: 'is missing' });
    });

    it('has what was expected of it', async () => {
      const [, second] = await repository.sealed(2);
      if (!second) throw new Error('there is no second event');
      expect((await verify(second)).fault).toBeUndefined();
      expect((await verify({ ...second, hash: 'x' })).fault).toMatchObject({ sequence: 2, id: second.id });
    });
  });

  describe('of which the oldest are deleted after 30 days', () => {
    let purging: AuditChain;

    beforeEach(async () => {
      purging = start(DAYS);
      await write(4);
      await chain.seal();
      clock.pass(DAYS * DAY - 2);
    });

    it('is whole from the oldest on that is kept', async () => {
      await expect(chain.purge(clock.now(), 500)).resolves.toBe(0);
      await expect(purging.purge(clock.now(), 1)).resolves.toBe(1);
      await expect(purging.purge(clock.now(), 500)).resolves.toBe(1);
      await expect(purging.purge(clock.now(), 500)).resolves.toBe(0);
      await expect(verify()).resolves.toMatchObject({ first: 3, last: { sequence: 4 } });
      expect(await fault()).toBeUndefined();
      await write(1);
      await purging.seal();
      expect(await fault()).toBeUndefined();
    });

    it('goes on where all were deleted', async () => {
      clock.pass(DAY);
      await expect(purging.purge(clock.now(), 500)).resolves.toBe(4);
      await expect(verify()).resolves.toMatchObject({ first: 5, last: { sequence: 4 } });
      await write(1);
      await start().seal();
      await expect(verify()).resolves.toMatchObject({ first: 5, last: { sequence: 5 } });
      expect(await fault()).toBeUndefined();
    });

    it('keeps what was tampered with, and what is not sealed', async () => {
      await audit.record({ type: ACT });
      await tamper(`UPDATE audit_events SET type = 'other' WHERE sequence = 2`);
      clock.pass(3 * DAYS * DAY);
      await expect(purging.purge(clock.now(), 500)).resolves.toBe(1);
      await expect(purging.purge(clock.now(), 500)).resolves.toBe(0);
      await expect(verify()).resolves.toMatchObject({ unsealed: 1, fault: { sequence: 2 } });
    });

    it('can be verified meanwhile', async () => {
      const purges = (async () => {
        while ((await purging.purge(clock.now(), 1)) > 0) await setTimeout(1);
      })();
      for (let each = 0; each < 20; each++) expect(await fault()).toBeUndefined();
      await purges;
    });
  });
});
