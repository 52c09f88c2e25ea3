import { availableParallelism } from 'node:os';
import { Inject, Injectable } from '@nestjs/common';
import { hash as argon2id } from '@node-rs/argon2';
import { CONFIG, type Config } from '../../platform/config/config.js';
import type { Peers } from '../../platform/peers.js';
import { inSpan } from '../../platform/telemetry/spans.js';
import { BoundedPool } from '../../platform/work/bounded-pool.js';
import type { Claimant } from '../../platform/work/fair-queue.js';
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
  /**
   * How many passwords are worth hashing at once: this process's share of the cores, because two on one core would push
   * each other's memory out of its caches.
   */
  readonly parallelism: number;
  private readonly cores: BoundedPool;
  /** One more than there are cores: while all of them hash, the next one asks whether it is admitted. */
  private readonly pool: BoundedPool;

  constructor(
    @Inject(PASSWORD_FORMATS.token) private readonly formats: Peers<PasswordFormat>,
    @Inject(CONFIG) { workers }: Pick<Config, 'workers'>,
  ) {
    this.parallelism = Math.max(1, Math.floor(availableParallelism() / workers));
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
    const work = () => argon2id(normalizePassword(password), COSTS);
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
    const matches = ((await format?.verify(text, stored)) ?? false) && encoded !== undefined;
    if (!matches && format?.isFast) await this.formatOf(DUMMY)?.verify(text, DUMMY);
    if (!matches || this.isCurrent(stored)) return { matches };
    return { matches, rehashed: await argon2id(text, COSTS) };
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

  private formatOf(encoded: string): PasswordFormat | undefined {
    return this.formats.get(identifierOf(encoded));
  }
}
