import { Inject, Injectable } from '@nestjs/common';
import type { Peers } from '../../platform/peers.js';
import { inSpan } from '../../platform/telemetry/spans.js';
import { BoundedPool } from '../../platform/work/bounded-pool.js';
import type { Claimant } from '../../platform/work/fair-queue.js';
import { Argon2 } from './argon2/argon2.service.js';
import { identifierOf, PASSWORD_FORMATS, type PasswordFormat } from './formats/password-format.js';
import { normalizePassword } from './password.js';

/** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane. */
const COSTS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** How every hash with the present parameters begins. */
const CURRENT = `$argon2id$v=19$m=${COSTS.memoryCost},t=${COSTS.timeCost},p=${COSTS.parallelism}$`;

/** The hash of a password that no one knows: verified if there is no user, so that it takes as long as if there is one. */
const DUMMY = `${CURRENT}D7dlA8D7cYglpxjRFhuiNw$VxR1BfUSeJsQ9tuojQS73M8OozuMZk7ZJbFfjD/X2F8`;

/** How many may wait for a place in the pool: some seconds of work. */
const LONGEST_QUEUE = 256;

/** How many of one account may wait: no one signs in to an account so often at once. */
const MOST_OF_ACCOUNT = 32;

/** While this many wait, everything else of the server goes first. */
const MANY = 4;

/** Finds the stored hash when it is the password's turn to be hashed; may throw to prevent that. */
export type FindHash = () => Promise<string | undefined>;

export interface Verification {
  readonly matches: boolean;
  /** The password hashed with the present parameters, if the stored hash has others. */
  readonly rehashed?: string;
}

/** Hashes and verifies passwords, never on the event loop and never more at once than there are cores. */
@Injectable()
export class PasswordHasher {
  /** How many passwords are worth hashing at once. */
  readonly parallelism: number;
  private readonly cores: BoundedPool;
  /** One more than there are cores: while all of them hash, the next one asks whether it is admitted. */
  private readonly pool: BoundedPool;

  constructor(
    @Inject(PASSWORD_FORMATS.token) private readonly formats: Peers<PasswordFormat>,
    private readonly argon2: Argon2 = new Argon2(),
  ) {
    this.parallelism = argon2.parallelism;
    this.cores = new BoundedPool(this.parallelism, 1);
    this.pool = new BoundedPool(this.parallelism + 1, LONGEST_QUEUE, MOST_OF_ACCOUNT);
  }

  /** How many passwords wait for their turn. */
  get waiting(): number {
    return this.pool.waitingCount;
  }

  /** Has someone hear for how long each has waited when it is its turn, in milliseconds. */
  onTurn(listener: (milliseconds: number) => void): void {
    this.pool.onPlace(listener);
  }

  /** @throws TooBusy */
  hash(password: string): Promise<string> {
    const work = () => this.argon2id(normalizePassword(password));
    return this.pool.run(() => this.cores.run(() => inSpan('password hash', work)));
  }

  /**
   * Verifies a password in the same time whether or not there is a hash to verify it against.
   * @param hash the stored hash, or what finds it; undefined if there is none
   * @param claimant whose password waits for its turn; left out: the server's own
   * @throws TooBusy, and what finding the hash throws
   */
  async verify(password: string, hash: string | undefined | FindHash, claimant?: Claimant): Promise<Verification> {
    const text = normalizePassword(password);
    const verification = await this.pool.run(async () => {
      const encoded = typeof hash === 'function' ? await hash() : hash;
      const usable = encoded !== undefined && this.problem(encoded) === undefined;
      return this.cores.run(() => inSpan('password hash', () => this.compare(text, usable ? encoded : undefined)));
    }, claimant);
    // A failure is to be counted before the next guess is looked at.
    if (verification.matches) await this.pool.goOn();
    return verification;
  }

  /** @param encoded undefined: nothing matches, in the same time */
  private async compare(text: string, encoded: string | undefined): Promise<Verification> {
    const stored = encoded ?? DUMMY;
    const format = this.formatOf(stored);
    const matches = ((await format?.verify(text, stored, this.yields)) ?? false) && encoded !== undefined;
    if (!matches && format?.isFast) await this.formatOf(DUMMY)?.verify(text, DUMMY, this.yields);
    if (!matches || this.isCurrent(stored)) return { matches };
    return { matches, rehashed: await this.argon2id(text) };
  }

  /** Whether the hash has the present parameters. */
  isCurrent(encoded: string): boolean {
    return encoded.startsWith(CURRENT);
  }

  /** Why an encoded hash cannot be verified, or undefined if it can. */
  problem(encoded: string): string | undefined {
    const format = this.formatOf(encoded);
    return format
      ? format.problem(encoded)
      : 'must be argon2id, argon2i, bcrypt, scrypt, PBKDF2 or salted SHA of LDAP in its usual encoded form';
  }

  private argon2id(text: string): Promise<string> {
    return this.argon2.hash(text, COSTS, this.yields);
  }

  private get yields(): boolean {
    return this.waiting >= MANY;
  }

  private formatOf(encoded: string): PasswordFormat | undefined {
    return this.formats.get(identifierOf(encoded));
  }
}
