import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { after, Clock, type Instant } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { digest, generateSecret } from '../../platform/crypto/secrets.js';
import type { Transaction } from '../../platform/database/database.js';
import { Declarations } from '../../platform/declarations.js';
import type { User } from '../user.js';
import { UsersRepository } from '../users.repository.js';
import { LINK_PURPOSES, type LinkPurpose, type NewLink, openData, sealData } from './account-link.js';
import { AccountLinksRepository } from './account-links.repository.js';

/** What a new link is about. */
export interface LinkSubject {
  /** As it is when the link is made; null: an account that is still to be created. */
  readonly user: Pick<User, 'id' | 'accountVersion'> | null;
  /** What else the link is about, as JSON; it is sealed with the secret of the link. */
  readonly data?: unknown;
  /** Seconds; left out: those of the purpose. */
  readonly lifetime?: number | undefined;
}

/** A link that works. */
export interface AccountLink {
  /** Whose account it is for, as it is now; null: one that is still to be created. */
  readonly user: User | null;
  readonly data: unknown;
  readonly createdAt: Instant;
}

/**
 * Links that let their holders do one thing, each once and for one purpose. Only digests are stored. A link is for the
 * account as it was when the link was made: whatever changes of it (username, address, roles, password, whether it is
 * disabled) voids the link, so that no one who got it has what the person was given since.
 */
@Injectable()
export class AccountLinks implements OnModuleInit {
  constructor(
    private readonly links: AccountLinksRepository,
    private readonly users: UsersRepository,
    private readonly declarations: Declarations,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'issuer'>,
  ) {}

  /** @throws Error if two purposes have one name, so that the server does not start */
  onModuleInit(): void {
    const names = this.declarations.all(LINK_PURPOSES).map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new Error(`two purposes of account links have the name ${twice}`);
  }

  /** Makes a link; its address is below the issuer, whatever host the request named. */
  async issue(
    { name, path, outlivesChanges = false, most, lifetime: usual }: LinkPurpose,
    { user, data, lifetime = usual }: LinkSubject,
    transaction: Transaction,
  ): Promise<NewLink> {
    const text = generateSecret();
    const createdAt = this.clock.now();
    const expiresAt = after(createdAt, lifetime);
    const link = {
      digest: digest(text),
      purpose: name,
      userId: user?.id ?? null,
      accountVersion: outlivesChanges ? null : (user?.accountVersion ?? null),
      data: data === undefined ? null : sealData(text, name, data),
    };
    if (user && most !== undefined) await this.links.keepNewest(user.id, name, most - 1, transaction);
    await this.links.insert({ ...link, createdAt, expiresAt }, transaction);
    return { text, url: `${this.config.issuer}${path}?token=${text}`, expiresAt };
  }

  /** What a link is about; undefined if it is void: used, expired, the account changed since, disabled or gone. */
  async find(purpose: LinkPurpose, text: string): Promise<AccountLink | undefined> {
    const found = await this.links.find(digest(text), purpose.name, this.clock.now());
    if (!found) return undefined;
    const { userId, accountVersion, createdAt } = found;
    const data = found.data === null ? undefined : openData(text, purpose.name, found.data);
    if (userId === null) return { user: null, data, createdAt };
    const stored = await this.users.find(userId);
    if (!stored || stored.user.disabled) return undefined;
    if (!purpose.outlivesChanges && stored.version !== accountVersion) return undefined;
    return { user: stored.user, data, createdAt };
  }

  /**
   * Uses a link that was found, in the transaction that does what it is for: of fifty at once, one goes on.
   * @returns false if it is void by now; the transaction must not do it then
   */
  async use(purpose: LinkPurpose, text: string, { user }: AccountLink, transaction: Transaction): Promise<boolean> {
    // Anyone who changes the account at the same time is waited for, and has then changed its version.
    if (user) await transaction.lock(`user ${user.id}`);
    if (user && !(await this.users.isStill(user, transaction))) return false;
    return this.links.use(digest(text), purpose.name, this.clock.now(), transaction);
  }

  /** How many links of a user and purpose work. */
  count({ name }: LinkPurpose, { id }: Pick<User, 'id'>, transaction: Transaction): Promise<number> {
    return this.links.count(id, name, this.clock.now(), transaction);
  }

  /** Voids the links of a user; those that outlive changes stay. */
  voidOf(userId: string, transaction: Transaction): Promise<void> {
    return this.links.voidOf(userId, transaction);
  }

  /** Voids the links of a user that were made at an instant or later, also those that outlive changes. */
  voidSince(userId: string, instant: Instant, transaction: Transaction): Promise<void> {
    return this.links.voidSince(userId, instant, transaction);
  }

  /** For who holds a role that gives more from now on, as for who is given another role. */
  voidOfHolders(role: string, transaction: Transaction): Promise<void> {
    return this.links.voidOfHolders(role, transaction);
  }

  /** Voids links of no account that were made before. @returns whether there is one since */
  voidBefore({ name }: LinkPurpose, instant: Instant, transaction: Transaction): Promise<boolean> {
    return this.links.voidBefore(name, instant, transaction);
  }
}
