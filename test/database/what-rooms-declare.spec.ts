import { Module } from '@nestjs/common';
import { SUBJECTS, SubjectIdentifiers } from '../../src/admin/subject-identifiers.js';
import { roomsOf } from '../../src/app.module.js';
import { SignInsRepository } from '../../src/authentication/sign-in/sign-ins.repository.js';
import { SESSION_GROUND } from '../../src/authorizations/grounds.js';
import { CLIENT_USES } from '../../src/clients/client-uses.js';
import { ClientsRepository } from '../../src/clients/clients.repository.js';
import { endRestored } from '../../src/operations/database/end-restored.js';
import { TestClock } from '../../src/platform/clock.spec-support.js';
import { ENDED_AFTER_RESTORE } from '../../src/platform/database/after-restore.js';
import { type Database, statement } from '../../src/platform/database/database.js';
import { Declarations, Declares } from '../../src/platform/declarations.js';
import { AccountLinksRepository } from '../../src/users/links/account-links.repository.js';
import { DECLARATIONS } from '../support/entities.js';
import { DIALECTS, newDatabase } from '../support/test-database.js';

const SERVICES = statement('test-services-among', `SELECT 'service' AS id WHERE $1 LIKE '%"service"%'`);
const REMOVE_NOTES = statement('test-remove-notes', 'DELETE FROM write_probes WHERE filler <= $1');
const REMOVE_DRAFTS = statement('test-remove-drafts', `DELETE FROM write_probes WHERE filler = 'draft'`);
const ADD = statement('test-add', `INSERT INTO write_probes (id, filler) VALUES ('note', '1'), ('draft', 'draft')`);

const METADATA = {
  client_name: 'x',
  redirect_uris: [],
  post_logout_redirect_uris: [],
  grant_types: ['client_credentials'],
  response_types: [],
  token_endpoint_auth_method: 'client_secret_basic',
  scope: '',
  id_token_signed_response_alg: 'RS256',
  first_party: false,
  require_pkce: true,
};

/** A room with what has to do with tables of others. */
@Declares(
  SUBJECTS.of({ of: 'client', among: { sqlite: SERVICES, postgres: SERVICES }, builtIn: () => ['notes-client'] }),
  CLIENT_USES.of((clientId) => `${clientId} = 'used' OR ${clientId} = 'needed'`),
  ENDED_AFTER_RESTORE.of(
    { name: 'notes', staysWithSessions: true, statement: REMOVE_NOTES, values: (now) => [String(now)] },
    { name: 'drafts', statement: REMOVE_DRAFTS },
  ),
)
@Module({})
class NotesModule {}

describe.each(DIALECTS)('a room of one line, on %s', (dialect) => {
  const declarations = new Declarations(roomsOf({ metrics: {} }, { rooms: [NotesModule] }));
  let database: Database;

  beforeEach(async () => {
    database = await newDatabase(dialect);
  });
  afterEach(() => database.close());

  it('brings subjects, whose identifiers no one else can choose', async () => {
    const ids = ['service', 'notes-client', 'free'];
    await expect(new SubjectIdentifiers(database, declarations).among('client', ids)).resolves.toEqual(
      new Set(['service', 'notes-client']),
    );
    await expect(new SubjectIdentifiers(database, declarations).among('user', ids)).resolves.toEqual(new Set());
  });

  it('keeps clients that it uses from being purged as unused', async () => {
    const repository = new ClientsRepository(database, declarations);
    const registrar = { registeredBy: 'open', registrationTokenDigest: null } as const;
    await database.transaction(async (transaction) => {
      for (const clientId of ['needed', 'unused', 'used'])
        await repository.insert(clientId, METADATA, 1, transaction, registrar);
    });
    await expect(repository.purgeUnused(2, 10)).resolves.toBe(1);
    await expect(repository.find('unused')).resolves.toBeUndefined();
  });

  it('says what ends after a restore, and what stays with the sessions', async () => {
    await database.execute(ADD);
    const end = (keepSessions: boolean) =>
      endRestored(database, declarations, new TestClock(), { keepSessions, actor: 'operator' });
    const others = { requests: 0, links: 0, sessions: 0, authorizations: 0 };
    await expect(end(true)).resolves.toEqual({ ...others, notes: 0, drafts: 1 });
    await expect(end(false)).resolves.toEqual({ ...others, notes: 1, drafts: 0 });
  });

  it('ends links and sign-ins that wait after every restore, and counts them together', async () => {
    const row = { digest: 'd', userId: 'u', accountVersion: 1, data: null, createdAt: 1, expiresAt: 2 };
    await database.transaction(async (transaction) => {
      const signIn = { ...row, amr: 'pwd', sid: null, requiredAction: 'terms' };
      await new SignInsRepository(database).insert(signIn, 10, transaction);
      await new AccountLinksRepository(database).insert({ ...row, purpose: 'invitation' }, transaction);
    });
    const end = () => endRestored(database, declarations, new TestClock(), { keepSessions: true, actor: 'operator' });
    await expect(end()).resolves.toMatchObject({ links: 2 });
    await expect(end()).resolves.toMatchObject({ links: 0 });
  });
});

describe('what one room brings', () => {
  it('is refused if a second room brings it, or none does', () => {
    @Declares(SESSION_GROUND.of(() => 'SELECT 1'))
    @Module({})
    class SecondModule {}
    expect(typeof DECLARATIONS.only(SESSION_GROUND)).toBe('function');
    const twice = new Declarations(roomsOf({ metrics: {} }, { rooms: [SecondModule] }));
    expect(() => twice.only(SESSION_GROUND)).toThrow('none or several');
    expect(() => new Declarations([]).only(SESSION_GROUND)).toThrow('none or several');
  });
});
