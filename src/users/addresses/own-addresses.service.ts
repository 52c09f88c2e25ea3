import { Injectable } from '@nestjs/common';
import { MailService } from '../../mail/mail.service.js';
import { DAY } from '../../platform/clock.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import { throwViolations } from '../../platform/validation/violations.js';
import { claimMistakes } from '../claim-rules.js';
import type { LinkPurpose } from '../links/account-link.js';
import { AccountLinks } from '../links/account-links.service.js';
import { mailReaderOf } from '../mail-reader.js';
import { yieldsAddress } from '../sign-in-names.repository.js';
import type { User } from '../user.js';
import { normalizeUsername } from '../username.js';
import { UsersRepository } from '../users.repository.js';
import { UsersService } from '../users.service.js';
import { ADDRESS_CHANGED_MAIL, VERIFY_ADDRESS_MAIL } from './address-mails.js';

/** Proves that the person reads the address. */
export const VERIFY_ADDRESS: LinkPurpose = { name: 'verify_address', lifetime: DAY, path: '/verify-address', most: 3 };

/** Gives the account its address until now back. A thief must not be able to end it by a further change. */
export const UNDO_ADDRESS: LinkPurpose = {
  name: 'undo_address',
  lifetime: 7 * DAY,
  path: '/undo-address',
  outlivesChanges: true,
};

/** Changes of one account that can be undone at the same time; one more is refused, since it would outdate none of them. */
const MOST_CHANGES = 5;

/** The address of the account until now, as the link to undo its change keeps it. */
export interface FormerAddress {
  readonly email: string;
  readonly isVerified: boolean;
}

/** An address that waits to be verified. */
export interface WaitingAddress {
  readonly user: User;
  readonly email: string;
}

/** Why an address does not become the account's: `void`: the link; `taken`: someone else signs in by it; `too-often`: so many changes. */
export type AddressRefusal = 'void' | 'taken' | 'too-often';

/** The address of people's own accounts: an address counts once its owner has proven to read it. */
@Injectable()
export class OwnAddresses {
  constructor(
    private readonly links: AccountLinks,
    private readonly users: UsersService,
    private readonly repository: UsersRepository,
    private readonly mail: MailService,
    private readonly database: Database,
  ) {}

  /**
   * Mails a link to an address that shall be the account's, or is it already; until the link is used nothing changes. It is
   * answered the same whether or not someone else has that address.
   * @returns seconds until one more mail may be asked for; 0: it is on its way
   * @throws Violations if it is no address
   */
  async ask({ id }: Pick<User, 'id'>, email: string, facts: RequestFacts): Promise<number> {
    throwViolations(claimMistakes({ email }));
    const user = (await this.repository.find(id))?.user;
    if (!user) return 0;
    const wait = await this.mail.mayAsk({ reader: normalizeUsername(email), facts });
    if (wait > 0) return wait;
    const { name, locale, zoneinfo } = user.claims;
    const languages = locale === undefined ? [] : [locale];
    const to = { address: email, name: name ?? user.username, userId: user.id, languages, timeZone: zoneinfo };
    await this.database.transaction(async (transaction) => {
      const { url } = await this.links.issue(VERIFY_ADDRESS, { user, data: { email } }, transaction);
      const values = { username: user.username, url };
      await this.mail.send(
        { template: VERIFY_ADDRESS_MAIL, to, values, lifetime: VERIFY_ADDRESS.lifetime },
        transaction,
      );
    });
    return 0;
  }

  /** What a link verifies; undefined if it is void. */
  async waiting(text: string): Promise<WaitingAddress | undefined> {
    const link = await this.links.find(VERIFY_ADDRESS, text);
    return link?.user ? { user: link.user, ...(link.data as { email: string }) } : undefined;
  }

  /**
   * Makes the address of the link that of the account, verified. Who reads the address until now is told, and can undo it.
   * @param userId who uses the link: no one but the account's own person
   * @returns why not; undefined: it is done
   */
  async verify(text: string, userId: string, facts: RequestFacts): Promise<AddressRefusal | undefined> {
    const link = await this.links.find(VERIFY_ADDRESS, text);
    if (!link?.user || link.user.id !== userId) return 'void';
    const { user } = link;
    const { email } = link.data as { email: string };
    if (await this.isTaken(email, user)) return 'taken';
    const isOther = normalizeUsername(email) !== normalizeUsername(user.claims.email ?? '');
    return this.database.transaction(async (transaction) => {
      if (!(await this.links.use(VERIFY_ADDRESS, text, link, transaction))) return 'void';
      if (isOther && !(await this.letUndo(user, transaction))) return 'too-often';
      const after = { ...user, claims: { ...user.claims, email, email_verified: true } };
      await this.users.changeProfile(user.id, user, after, transaction, { actor: user.id, facts });
      return undefined;
    });
  }

  /** @returns false if there were so many changes lately that one more is refused */
  private async letUndo(user: User, transaction: Transaction): Promise<boolean> {
    const to = mailReaderOf(user);
    if (!to) return true;
    if ((await this.links.count(UNDO_ADDRESS, user, transaction)) >= MOST_CHANGES) return false;
    const former: FormerAddress = { email: to.address, isVerified: user.claims.email_verified === true };
    const { url } = await this.links.issue(UNDO_ADDRESS, { user, data: former }, transaction);
    const values = { username: user.username, url };
    await this.mail.send({ template: ADDRESS_CHANGED_MAIL, to, values, lifetime: UNDO_ADDRESS.lifetime }, transaction);
    return true;
  }

  private async isTaken(email: string, { id }: User): Promise<boolean> {
    const holder = (await this.repository.findByLogin(email))?.user;
    return holder !== undefined && holder.id !== id && !yieldsAddress(holder, email);
  }
}
