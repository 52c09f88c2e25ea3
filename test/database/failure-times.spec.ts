import { AuditRepository } from '../../src/audit/audit.repository.js';
import { AuditService } from '../../src/audit/audit.service.js';
import { Stopwatch } from '../../src/platform/clock.js';
import { TestClock } from '../../src/platform/clock.spec-support.js';
import type { Database } from '../../src/platform/database/database.js';
import { Peers } from '../../src/platform/peers.js';
import { FailureTimes, LONGEST_FAILURE } from '../../src/users/passwords/failure-times.js';
import { Argon2Format } from '../../src/users/passwords/formats/argon2.js';
import { BcryptFormat } from '../../src/users/passwords/formats/bcrypt.js';
import { PASSWORD_FORMATS } from '../../src/users/passwords/formats/password-format.js';
import { Pbkdf2Format } from '../../src/users/passwords/formats/pbkdf2.js';
import { HashCostsRepository } from '../../src/users/passwords/hash-costs.repository.js';
import { PasswordHasher } from '../../src/users/passwords/password-hasher.js';
import { UsersRepository } from '../../src/users/users.repository.js';
import { UsersService } from '../../src/users/users.service.js';
import { AUDIT_EVENT_CATALOGUE } from '../support/audit-event-catalogue.js';
import { noPersonalData } from '../support/declared.js';
import { newPasswordRules } from '../support/password-rules.js';
import { DIALECTS, newDatabase } from '../support/test-database.js';

const BCRYPT = (cost: string, salt = 'CCCCCCCCCCCCCCCCCCCCC.') => `$2b$${cost}$${salt}E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW`;
const PBKDF2 = 'pbkdf2_sha256$1000$seasalt$HEKK1trd/bq6iLo7ut3wYjn33DUG3Go7c8cqhlhtF+g=';

/** Stands still, except for waiting and for hashes that take some time. */
class TestStopwatch extends Stopwatch {
  present = 1_000;
  readonly waits: number[] = [];
  override now(): number {
    return this.present;
  }
  override async wait(milliseconds: number): Promise<void> {
    this.waits.push(milliseconds);
  }
}

describe.each(DIALECTS)('failed sign-ins on %s', (dialect) => {
  let database: Database;
  let repository: UsersRepository;
  let costs: HashCostsRepository;
  let users: UsersService;
  let times: FailureTimes;
  let stopwatch: TestStopwatch;
  let clock: TestClock;
  /** Milliseconds that a bcrypt hash takes. */
  let bcrypt: number;

  beforeEach(async () => {
    database = await newDatabase(dialect);
    repository = new UsersRepository(database);
    costs = new HashCostsRepository(database);
    stopwatch = new TestStopwatch();
    clock = new TestClock();
    bcrypt = 300;
    class SlowBcrypt extends BcryptFormat {
      override async verify(): Promise<boolean> {
        stopwatch.present += bcrypt;
        return false;
      }
    }
    const hasher = new PasswordHasher(
      Peers.of(PASSWORD_FORMATS, [new Argon2Format(), new SlowBcrypt(), new Pbkdf2Format()]),
    );
    users = new UsersService(
      repository,
      hasher,
      database,
      new AuditService(database, new AuditRepository(), clock, AUDIT_EVENT_CATALOGUE),
      clock,
      await newPasswordRules(database),
      noPersonalData(),
    );
    times = new FailureTimes(costs, hasher, stopwatch, clock);
  });
  afterEach(() => database.close());

  /** How long a failure is waited for that took so many milliseconds. */
  async function waitAfter(took: number): Promise<number> {
    stopwatch.waits.length = 0;
    const begunAt = stopwatch.present;
    // The first one waits for the measurement too.
    await times.endFailure(begunAt);
    stopwatch.waits.length = 0;
    await times.endFailure(stopwatch.present - took);
    return stopwatch.waits[0] ?? 0;
  }

  it('take no longer than their work while every hash has the present parameters', async () => {
    await users.create({ username: 'alice', password: 'correct horse battery' });
    await users.create({ username: 'invited' });
    expect(await waitAfter(30)).toBe(0);
  });

  it('take the same time, with room to spare, as with the slowest hash that anyone has', async () => {
    await users.create({ username: 'alice', password_hash: BCRYPT('12') });
    expect(await waitAfter(30)).toBe(420);
    expect(await waitAfter(300)).toBe(150);
    expect(await waitAfter(450)).toBe(0);
  });

  it('never take longer than a limit because of it', async () => {
    bcrypt = 60_000;
    await users.create({ username: 'alice', password_hash: BCRYPT('16') });
    expect(await waitAfter(30)).toBe(LONGEST_FAILURE - 30);
  });

  it('follow what is stored, some minutes later', async () => {
    await users.create({ username: 'alice', password: 'correct horse battery' });
    expect(await waitAfter(30)).toBe(0);
    const bob = await users.create({ username: 'bob', password_hash: BCRYPT('12') });
    clock.pass(301);
    expect(await waitAfter(30)).toBe(420);
    const hash = await users.hashFor(bob, 'correct horse battery');
    await repository.replacePasswordHash(bob.id, BCRYPT('12'), hash);
    clock.pass(301);
    expect(await waitAfter(30)).toBe(0);
  });

  it('know one hash of each cost, however many have it', async () => {
    const salts = ['CCCCCCCCCCCCCCCCCCCCC.', 'aaaaaaaaaaaaaaaaaaaaa.', 'zzzzzzzzzzzzzzzzzzzzz.'];
    const hashes = [...salts.map((salt) => BCRYPT('12', salt)), BCRYPT('05'), PBKDF2];
    for (const [index, password_hash] of hashes.entries()) await users.create({ username: `u${index}`, password_hash });
    await users.create({ username: 'alice', password: 'correct horse battery' });
    const found = await costs.hashesFromElsewhere(10);
    expect(found).toEqual([BCRYPT('05'), expect.stringMatching(/^\$2b\$12\$/), PBKDF2]);
    await expect(costs.hashesFromElsewhere(2)).resolves.toHaveLength(2);
  });
});
