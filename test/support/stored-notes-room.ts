import { Injectable, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiProperty } from '@nestjs/swagger';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { PERSONAL_DATA, type Person, type PersonalData, type PersonalRecords } from '../../src/admin/personal-data.js';
import type { Instant } from '../../src/platform/clock.js';
import { SERVER_SECRETS, type ServerSecret } from '../../src/platform/crypto/server-secret.js';
import { ServerSecrets } from '../../src/platform/crypto/server-secrets.js';
import { Database, statement, type Transaction } from '../../src/platform/database/database.js';
import { deleteExpired } from '../../src/platform/database/delete-expired.js';
import { ENTITIES } from '../../src/platform/database/entities.js';
import { Declares } from '../../src/platform/declarations.js';
import { PERIODIC, periodic } from '../../src/platform/schedule/periodic-work.js';
import { PURGE_RULES, purgeRule } from '../../src/platform/schedule/purge-rule.js';

@Entity('notes')
@Index(['expiresAt'])
class NoteEntity {
  @PrimaryColumn('varchar', { length: 64 })
  id!: string;

  @Column('varchar', { length: 64 })
  userId!: string;

  @Column('bigint')
  expiresAt!: number;
}

class NoteDto {
  @ApiProperty({ description: 'Identifier.', example: 'a-note' })
  readonly id!: string;
}

const CREATE = statement(
  'notes-create',
  'CREATE TABLE notes (id varchar(64) PRIMARY KEY, user_id varchar(64) NOT NULL, expires_at bigint NOT NULL)',
);
const INSERT = statement('notes-insert', 'INSERT INTO notes (id, user_id, expires_at) VALUES ($1, $2, $3)');
const IDS = statement('notes-ids', 'SELECT id FROM notes ORDER BY id');
const OF_USER = statement('notes-of-user', 'SELECT id FROM notes WHERE user_id = $1 ORDER BY id');
const ERASE = statement('notes-erase', 'DELETE FROM notes WHERE user_id = $1');
const PURGE = deleteExpired('notes-purge', 'notes', 'expires_at');

@Injectable()
export class NotesRepository {
  constructor(private readonly database: Database) {}

  async insert(id: string, userId: string, expiresAt: Instant): Promise<void> {
    await this.database.execute(INSERT, [id, userId, expiresAt]);
  }

  async ids(): Promise<readonly string[]> {
    return (await this.database.query<NoteEntity>(IDS)).map(({ id }) => id);
  }

  purge(now: Instant, limit: number): Promise<number> {
    return this.database.execute(PURGE[this.database.dialect], [now, limit]);
  }
}

@Injectable()
export class PersonalNotes implements PersonalRecords {
  /** What goes wrong. */
  failure: Error | undefined;

  constructor(private readonly database: Database) {}

  exportOf({ id }: Person): Promise<readonly NoteDto[]> {
    return this.database.query<NoteDto>(OF_USER, [id]);
  }

  async erase(userId: string, transaction: Transaction): Promise<void> {
    await transaction.execute(ERASE, [userId]);
    if (this.failure) throw this.failure;
  }
}

export const NOTES: PersonalData = {
  section: 'notes',
  description: 'What the user has noted',
  scope: 'notes:read',
  item: NoteDto,
  provider: PersonalNotes,
};

@Injectable()
export class Counter {
  rounds = 0;

  async count(): Promise<void> {
    this.rounds++;
  }
}

const NOTES_SECRET: ServerSecret = { name: 'notes' };

@Injectable()
export class Notary {
  readonly key: Buffer;

  constructor(secrets: ServerSecrets) {
    this.key = secrets.get(NOTES_SECRET);
  }
}

/** A room that the server does not know, with a table of its own and everything that needs one. */
@Declares(
  ENTITIES.of(NoteEntity),
  SERVER_SECRETS.of(NOTES_SECRET),
  PERSONAL_DATA.of(NOTES),
  PURGE_RULES.of(purgeRule('notes', NotesRepository)),
  PERIODIC.of(
    periodic({ name: 'counting', provider: Counter, first: 0, interval: 0.01, run: (counter) => counter.count() }),
  ),
)
@Module({ providers: [NotesRepository, PersonalNotes, Counter, Notary] })
export class StoredNotesModule {}

/** Makes its table, as a migration would. */
export function createNotes(app: NestFastifyApplication): Promise<unknown> {
  return app.get(Database).execute(CREATE);
}
