import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import { PERSONAL_DATA } from '../../../src/admin/personal-data.js';
import { describeApi } from '../../../src/operations/documentation/describe-api.js';
import { PersonalDataService } from '../../../src/operations/import-export/personal-data.service.js';
import { Clock } from '../../../src/platform/clock.js';
import { Database } from '../../../src/platform/database/database.js';
import { Declares } from '../../../src/platform/declarations.js';
import { PERIODIC, periodic } from '../../../src/platform/schedule/periodic-work.js';
import { Purge } from '../../../src/platform/schedule/purge.js';
import { PURGE_RULES, purgeRule } from '../../../src/platform/schedule/purge-rule.js';
import { UsersService } from '../../../src/users/users.service.js';
import { createAppWithRooms } from '../../support/app-with-rooms.js';
import { stopPeriodicWork } from '../../support/clock.js';
import {
  Counter,
  createNotes,
  NOTES,
  Notary,
  NotesRepository,
  PersonalNotes,
  StoredNotesModule,
} from '../../support/stored-notes-room.js';
import type { TestApp } from '../../support/test-app.js';
import { DIALECTS, newDatabaseUrl } from '../../support/test-database.js';

/** Declares nothing. */
@Module({ providers: [Notary] })
class UndeclaredModule {}

describe.each(DIALECTS)('a room of its own on %s', (dialect) => {
  let server: TestApp;

  beforeAll(async () => {
    server = await createAppWithRooms([StoredNotesModule], { dialect }, createNotes);
  });
  afterAll(() => server.close());

  it('has its secret made at the first start, and loaded at the next, where what needs it is built', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'notes-'));
    const databaseUrl = dialect === 'sqlite' ? `sqlite:${folder}/notes.sqlite` : await newDatabaseUrl(dialect);
    const keys: string[] = [];
    for (const _start of ['first', 'second']) {
      const { app, close } = await createAppWithRooms([StoredNotesModule], { databaseUrl });
      keys.push(app.get(Notary).key.toString('hex'));
      await close();
    }
    rmSync(folder, { recursive: true });
    expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(keys[1]).toBe(keys[0]);
  });

  it('has its rows purged when they have expired', async () => {
    const { app } = server;
    await stopPeriodicWork(server);
    const notes = app.get(NotesRepository);
    const now = app.get(Clock).now();
    await notes.insert('old', 'a-user', now - 1);
    await notes.insert('young', 'a-user', now + 3_600_000);
    await expect(app.get(Purge).run()).resolves.toMatchObject({ notes: 1 });
    await expect(notes.ids()).resolves.toEqual(['young']);
  });

  it('has its personal data exported, to who has its scope, and described', async () => {
    const { app } = server;
    const { id } = await app.get(UsersService).create({ username: 'carol' });
    await app.get(NotesRepository).insert('of-carol', id, app.get(Clock).now() + 3_600_000);
    const others = ['consents', 'sessions', 'grants', 'users', 'mail', 'terms', 'registrations'].map(
      (each) => `${each}:read`,
    );
    const scope = ['notes:read', ...others];
    const exporter = app.get(PersonalDataService);
    const all = await exporter.export(id, { actor: 'an-admin', scope });
    expect(all).toMatchObject({ notes: [{ id: 'of-carol' }], consents: [], missing_scopes: ['audit:read'] });
    expect(Object.keys(all).at(-1)).toBe('missing_scopes');
    const some = await exporter.export(id, { actor: 'an-admin', scope: scope.slice(1) });
    expect(some).not.toHaveProperty('notes');
    expect(some.missing_scopes).toEqual(['notes:read', 'audit:read']);
    const { schemas } = describeApi(app, server.config.issuer).components ?? {};
    expect(schemas?.PersonalData).toMatchObject({
      properties: {
        notes: {
          description: 'What the user has noted; with the scope `notes:read`.',
          items: { $ref: '#/components/schemas/Note' },
        },
      },
    });
    expect(schemas).toHaveProperty('Note');
  });

  it('has its personal data erased with the account: both or neither', async () => {
    const { app } = server;
    const users = app.get(UsersService);
    const records = app.get(PersonalNotes);
    const user = await users.create({ username: 'dave' });
    await app.get(NotesRepository).insert('of-dave', user.id, app.get(Clock).now() + 3_600_000);
    const erase = () => app.get(Database).transaction((transaction) => users.delete(user, transaction));
    records.failure = new Error('the notes are locked');
    await expect(erase()).rejects.toThrow('the notes are locked');
    await expect(records.exportOf(user)).resolves.toHaveLength(1);
    await expect(users.findByUsername('dave')).resolves.toBeDefined();
    records.failure = undefined;
    await erase();
    await expect(records.exportOf(user)).resolves.toEqual([]);
    await expect(users.findByUsername('dave')).resolves.toBeUndefined();
  });

  it('has its periodic work done again and again, until the server stops', async () => {
    const other = await createAppWithRooms([StoredNotesModule], { dialect }, createNotes);
    const counter = other.app.get(Counter);
    while (counter.rounds < 3) await setTimeout(5);
    await other.close();
    const { rounds } = counter;
    await setTimeout(50);
    expect(counter.rounds).toBe(rounds);
  });
});

describe('a room stops the start', () => {
  it('if it uses a secret that it does not declare', async () => {
    await expect(createAppWithRooms([UndeclaredModule])).rejects.toThrow('no room declares the server secret notes');
  });

  it.each([
    ['purge rule', PURGE_RULES.of(purgeRule('letters', NotesRepository))],
    ['periodic work', PERIODIC.of(periodic({ name: 'writing', provider: Counter, interval: 1, run: async () => {} }))],
    ['personal data', PERSONAL_DATA.of({ ...NOTES, section: 'letters' })],
  ])('if its %s names a provider that it does not provide', async (_kind, declared) => {
    @Declares(declared)
    @Module({})
    class ForgetfulModule {}
    await expect(createAppWithRooms([ForgetfulModule])).rejects.toThrow('could not find');
  });

  it('if its personal data has the name of another section', async () => {
    @Declares(PERSONAL_DATA.of({ ...NOTES, section: 'sessions' }))
    @Module({ providers: [PersonalNotes] })
    class SecondModule {}
    await expect(createAppWithRooms([SecondModule])).rejects.toThrow(
      'two sections of personal data are named sessions',
    );
  });
});
