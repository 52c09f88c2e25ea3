import { join } from 'node:path';
import { migrations } from '#migrations';
import { AuditChainEntity } from '../../../src/audit/audit-chain.entity.js';
import { AuditEventEntity } from '../../../src/audit/audit-event.entity.js';
import type { Database } from '../../../src/platform/database/database.js';
import { openDatabase } from '../../../src/platform/database/open-database.js';
import { CommandLine } from '../../support/command-line.js';
import { ENTITIES } from '../../support/entities.js';
import { newFolder } from '../../support/program.js';
import { changeRows, deleteRows } from '../../support/rows.js';

describe('gatehouse audit', () => {
  const url = `sqlite:${join(newFolder(), 'db.sqlite')}`;
  const commandLine = new CommandLine({
    ENCRYPTION_SECRET: 'a-secret-of-the-tests-0123456789abcdef',
    DATABASE_URL: url,
  });
  const gatehouse = (line: string) => commandLine.run(...line.split(' '));

  async function tamper(work: (database: Database) => Promise<void>): Promise<void> {
    const database = await openDatabase(url, { entities: ENTITIES, migrations });
    await work(database);
    await database.close();
  }

  let head: string;

  it('lists what happened, newest first, and exports it, oldest first', async () => {
    for (const name of ['ann', 'ben', 'cat']) await gatehouse(`users create ${name} --no-password`);
    const { stdout } = await gatehouse('audit list --type user --json');
    const events = JSON.parse(stdout) as { type: string; sequence: number }[];
    expect(events.map(({ type }) => type)).toEqual(Array(3).fill('user.created'));
    const table = await gatehouse('audit list --type user --limit 2');
    expect(table.stdout.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^AT +TYPE +ACTOR/),
      expect.stringContaining('user.created'),
      expect.stringContaining('user.created'),
    ]);
    const exported = (await gatehouse('audit export --type user')).stdout.trimEnd().split('\n');
    expect(exported.map((line) => JSON.parse(line))).toEqual(events.toReversed());
    await expect(
      gatehouse('audit list --from 2001-01-01T00:00:00Z --until 2001-01-02T00:00:00Z --json'),
    ).resolves.toMatchObject({
      stdout: '[]\n',
    });
  });

  it('finds the log intact, and says where it ends', async () => {
    const { code, stdout } = await gatehouse('audit verify --json');
    const result = JSON.parse(stdout) as { events: number; head: string };
    expect([code, result]).toEqual([0, expect.objectContaining({ intact: true, first: 1, unsealed: 0 })]);
    expect(result.events).toBeGreaterThanOrEqual(3);
    head = result.head;
    await expect(gatehouse(`audit verify --expect ${head}`)).resolves.toMatchObject({ code: 0 });
  });

  it('names the event that somebody tampered with, and ends with 1', async () => {
    await tamper((database) => changeRows(database, AuditEventEntity, { sequence: 2 }, { details: {} }));
    const { code, stdout, stderr } = await gatehouse('audit verify --json');
    expect([code, JSON.parse(stdout).fault]).toEqual([
      1,
      expect.objectContaining({ sequence: 2, id: expect.any(String) }),
    ]);
    expect(stderr).toMatch(/event 2 \([\w-]{36}\) is not what was sealed/);
  });

  it('says that everything is gone, to who noted where it ended', async () => {
    for (const entity of [AuditEventEntity, AuditChainEntity]) await tamper((database) => deleteRows(database, entity));
    await expect(gatehouse('audit verify')).resolves.toMatchObject({ code: 0 });
    await expect(gatehouse(`audit verify --expect ${head}`)).resolves.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is missing, although you expect it'),
    });
  });

  it('ends with 2 where it is used wrongly', async () => {
    for (const line of ['verify --expect 7', 'list --limit 0', 'list --from tomorrow', 'nonsense'])
      await expect(gatehouse(`audit ${line}`)).resolves.toMatchObject({ code: 2 });
  });
});
