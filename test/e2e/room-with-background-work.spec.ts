import { setTimeout } from 'node:timers/promises';
import { Injectable, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Clock, type Instant } from '../../src/platform/clock.js';
import { Database, statement } from '../../src/platform/database/database.js';
import { deleteExpired } from '../../src/platform/database/delete-expired.js';
import { ENTITIES } from '../../src/platform/database/entities.js';
import { Declares } from '../../src/platform/declarations.js';
import { PERIODIC, periodic } from '../../src/platform/schedule/periodic-work.js';
import { Purge } from '../../src/platform/schedule/purge.js';
import { PURGE_RULES, purgeRule } from '../../src/platform/schedule/purge-rule.js';
import { createAppWithRooms } from '../support/app-with-rooms.js';
import type { TestApp } from '../support/test-app.js';
import { DIALECTS } from '../support/test-database.js';

@Entity('notes')
@Index(['expiresAt'])
class NoteEntity {
  @PrimaryColumn('varchar', { length: 64 })
  id!: string;

  @Column('bigint')
  expiresAt!: number;
}

const CREATE = statement('notes-create', 'CREATE TABLE notes (id varchar(64) PRIMARY KEY, expires_at bigint NOT NULL)');
const INSERT = statement('notes-insert', 'INSERT INTO notes (id, expires_at) VALUES ($1, $2)');
const IDS = statement('notes-ids', 'SELECT id FROM notes ORDER BY id');
const PURGE = deleteExpired('notes-purge', 'notes', 'expires_at');

@Injectable()
class NotesRepository {
  constructor(private readonly database: Database) {}

  async insert(id: string, expiresAt: Instant): Promise<void> {
    await this.database.execute(INSERT, [id, expiresAt]);
  }

  async ids(): Promise<readonly string[]> {
    return (await this.database.query<NoteEntity>(IDS)).map(({ id }) => id);
  }

  purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE[this.database.dialect], [now, limit]);
  }
}

@Injectable()
class Counter {
  rounds = 0;

  async count(): Promise<void> {
    this.rounds++;
  }
}

@Declares(
  ENTITIES.of(NoteEntity),
  PURGE_RULES.of(purgeRule('notes', NotesRepository, (notes, now, limit) => notes.purge(now, limit))),
  PERIODIC.of(
    periodic({ name: 'counting', provider: Counter, first: 0, interval: 0.01, run: (counter) => counter.count() }),
  ),
)
@Module({ providers: [NotesRepository, Counter] })
class NotesModule {}

describe.each(DIALECTS)('a room of its own on %s', (dialect) => {
  let server: TestApp;
  const prepare = (app: NestFastifyApplication) => app.get(Database).execute(CREATE);

  beforeAll(async () => {
    server = await createAppWithRooms([NotesModule], { dialect }, prepare);
  });
  afterAll(() => server.close());

  it('has its rows purged when they have expired', async () => {
    const { app } = server;
    const notes = app.get(NotesRepository);
    const now = app.get(Clock).now();
    await notes.insert('old', now - 1);
    await notes.insert('young', now + 3_600_000);
    await expect(app.get(Purge).run()).resolves.toMatchObject({ notes: 1 });
    await expect(notes.ids()).resolves.toEqual(['young']);
  });

  it('has its periodic work done again and again, until the server stops', async () => {
    const other = await createAppWithRooms([NotesModule], { dialect }, prepare);
    const counter = other.app.get(Counter);
    while (counter.rounds < 3) await setTimeout(5);
    await other.close();
    const { rounds } = counter;
    await setTimeout(50);
    expect(counter.rounds).toBe(rounds);
  });
});
