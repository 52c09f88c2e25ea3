import { SubjectIdentifiers } from '../../src/admin/subject-identifiers.js';
import { AuditRepository } from '../../src/audit/audit.repository.js';
import { AuditService } from '../../src/audit/audit.service.js';
import { Clock } from '../../src/platform/clock.js';
import type { Database } from '../../src/platform/database/database.js';
import { Peers } from '../../src/platform/peers.js';
import type { DeclaredUser } from '../../src/users/declared-user.js';
import { type Applied, DeclaredUsers, type PreparedUser } from '../../src/users/declared-users.service.js';
import { Argon2Format } from '../../src/users/passwords/formats/argon2.js';
import { PASSWORD_FORMATS, type PasswordFormat } from '../../src/users/passwords/formats/password-format.js';
import { PasswordHasher } from '../../src/users/passwords/password-hasher.js';
import { UsersRepository } from '../../src/users/users.repository.js';
import { UsersService } from '../../src/users/users.service.js';
import { UsersImport } from '../../src/users/users-import.service.js';
import { UsersTransferRepository } from '../../src/users/users-transfer.repository.js';
import { AUDIT_EVENT_CATALOGUE } from './audit-event-catalogue.js';
import { noDeclaredFactors, noPersonalData } from './declared.js';
import { DECLARATIONS } from './entities.js';
import { newPasswordRules } from './password-rules.js';
import { newDatabase, type TestDialect } from './test-database.js';

/** Users on an empty database. */
export interface UserRooms {
  readonly database: Database;
  readonly repository: UsersRepository;
  readonly users: UsersService;
  readonly declaredUsers: DeclaredUsers;
  readonly transfer: UsersTransferRepository;
  readonly importer: UsersImport;
}

interface Options {
  readonly clock?: Clock;
  /** Of password hashes; the first makes new ones. */
  readonly formats?: readonly PasswordFormat[];
}

export async function openUsers(
  dialect: TestDialect,
  { clock = new Clock(), formats = [new Argon2Format()] }: Options = {},
): Promise<UserRooms> {
  const database = await newDatabase(dialect);
  const repository = new UsersRepository(database);
  const audit = new AuditService(database, new AuditRepository(), clock, AUDIT_EVENT_CATALOGUE);
  const hasher = new PasswordHasher(Peers.of(PASSWORD_FORMATS, formats));
  const rules = await newPasswordRules(database);
  const users = new UsersService(repository, hasher, database, audit, clock, rules, noPersonalData());
  const identifiers = new SubjectIdentifiers(database, DECLARATIONS);
  const factors = noDeclaredFactors();
  const declaredUsers = new DeclaredUsers(repository, users, hasher, audit, clock, identifiers, factors);
  const transfer = new UsersTransferRepository(database);
  const importer = new UsersImport(transfer, declaredUsers, factors, database, identifiers);
  return { database, repository, users, declaredUsers, transfer, importer };
}

/** Applies declarations as a bootstrap file does, which several processes may do at once. */
export function applyAll(
  { database, declaredUsers }: UserRooms,
  prepared: readonly PreparedUser[],
): Promise<readonly Applied[]> {
  return database.transaction(async (transaction) => {
    await transaction.lock('test');
    const applied: Applied[] = [];
    for (const each of prepared) applied.push(await declaredUsers.apply(each, transaction));
    return applied;
  });
}

export function bootstrapUsers(rooms: UserRooms, ...declared: readonly DeclaredUser[]): Promise<readonly Applied[]> {
  return rooms.declaredUsers.withPrepared(declared, (prepared) => applyAll(rooms, prepared));
}

/** Gives a user another password. */
export async function setPassword({ database, users }: UserRooms, userId: string, password: string): Promise<void> {
  const user = await users.find(userId);
  if (!user) throw new Error(`there is no user ${userId}`);
  const passwordHash = await users.hashFor(user, password);
  await database.transaction((transaction) => users.storePassword(userId, passwordHash, transaction));
}
