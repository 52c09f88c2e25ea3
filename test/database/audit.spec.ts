import { AuditRepository } from '../../src/audit/audit.repository.js';
import { type AuditEvent, AuditService } from '../../src/audit/audit.service.js';
import { AuditSearchRepository } from '../../src/audit/audit-search.repository.js';
import { AUTHENTICATION_EVENTS } from '../../src/authentication/audit-events.js';
import { TestClock } from '../../src/platform/clock.spec-support.js';
import { type Database, statement } from '../../src/platform/database/database.js';
import { ACT, AUDIT_EVENT_CATALOGUE } from '../support/audit-event-catalogue.js';
import { DIALECTS, newDatabase } from '../support/test-database.js';

const ALL = statement('test-audit-all', 'SELECT * FROM audit_events ORDER BY type');

describe.each(DIALECTS)('the audit log on %s', (dialect) => {
  const clock = new TestClock();
  let database: Database;
  let audit: AuditService;

  beforeEach(async () => {
    database = await newDatabase(dialect);
    audit = new AuditService(database, new AuditRepository(), clock, AUDIT_EVENT_CATALOGUE);
  });
  afterEach(() => database.close());

  it('keeps everything that is known of an act', async () => {
    const details = {
      reason: 'wrong password',
      text: 'quotes " and \0 NUL and 漢',
      nested: { list: [1, null, false] },
    };
    await audit.record(
      { type: AUTHENTICATION_EVENTS.loginFailed, actor: 'a user', clientId: 'a client', details },
      { address: '192.0.2.1', userAgent: 'a browser', requestId: 'a request' },
    );
    const [row] = await database.query<Record<string, unknown>>(ALL);
    expect({ ...row, details: JSON.parse(String(row?.details)) }).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      at: clock.now(),
      type: 'login.failed',
      actor: 'a user',
      client_id: 'a client',
      address: '192.0.2.1',
      request_id: 'a request',
      details: { ...details, userAgent: 'a browser' },
      sequence: null,
      hash: null,
    });
  });

  it('records what the server does by itself', async () => {
    await audit.record({ type: ACT });
    await expect(database.query(ALL)).resolves.toEqual([
      expect.objectContaining({ actor: null, client_id: null, address: null, request_id: null, details: '{}' }),
    ]);
  });

  it('records no type that no room declares', async () => {
    const undeclared = { ...ACT };
    await expect(audit.record({ type: undeclared })).rejects.toThrow('no room declares the audit event act.done');
    const work = [ALL, []] as const;
    await expect(audit.recordWith(work, { type: undeclared })).rejects.toThrow('no room declares');
    await expect(database.query(ALL)).resolves.toEqual([]);
  });

  it('records nothing of what is undone', async () => {
    const failed = database.transaction(async (transaction) => {
      await audit.record({ type: ACT }, undefined, transaction);
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    await expect(database.query(ALL)).resolves.toEqual([]);
  });

  it('tells when each of several actors last did something, as far as their newest 1000 events go', async () => {
    const search = new AuditSearchRepository(database);
    const last = () => search.last('login.succeeded', ['a', 'b', 'a "quoted" one', 'no one']);
    const { loginSucceeded: type, loginFailed } = AUTHENTICATION_EVENTS;
    await database.transaction(async (transaction) => {
      const record = (event: AuditEvent) => audit.record(event, undefined, transaction);
      for (const actor of ['a', 'b', 'c', 'a "quoted" one']) await record({ type, actor });
      clock.pass(1);
      await record({ type, actor: 'a' });
      clock.pass(1);
      for (let count = 0; count < 999; count++) await record({ type: loginFailed, actor: 'b' });
      await record({ type: loginFailed, actor: 'a' });
    });
    const now = clock.now();
    const known = [['a "quoted" one', now - 2000] as const, ['a', now - 1000] as const];
    expect(await last()).toEqual(new Map([...known, ['b', now - 2000]]));
    await audit.record({ type: loginFailed, actor: 'b' });
    expect(await last()).toEqual(new Map(known));
  });

  it('loses no event under 50 parallel acts', async () => {
    await Promise.all(Array.from({ length: 50 }, () => audit.record({ type: ACT })));
    await expect(database.query(ALL)).resolves.toHaveLength(50);
  });

  it('finds what happened to an account by an index, however large it is', async () => {
    const explain = dialect === 'sqlite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN';
    const about =
      dialect === 'sqlite' ? "json_extract(details, '$.user')" : `substring(details from '"user":"([^"\\\\]+)"')`;
    const rows = await database.transaction(async (transaction) => {
      if (dialect === 'postgres') await transaction.manager.query('SET LOCAL enable_seqscan = off');
      return transaction.manager.query(
        `${explain} SELECT id FROM audit_events WHERE ${about} = 'x' AND at <= 5 ORDER BY at DESC LIMIT 20`,
      );
    });
    expect(JSON.stringify(rows)).toContain('audit_events_about_user');
  });
});
