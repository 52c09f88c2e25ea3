import { Inject, Injectable } from '@nestjs/common';
import { MailService } from '../../../mail/mail.service.js';
import { after, Clock, HOUR } from '../../../platform/clock.js';
import { CONFIG, type Config } from '../../../platform/config/config.js';
import { digest, generateSecret } from '../../../platform/crypto/secrets.js';
import { Database, type Transaction } from '../../../platform/database/database.js';
import { networkOf } from '../../../platform/http/addresses.js';
import type { RequestFacts } from '../../../platform/http/request-facts.js';
import type { Look } from '../../../ui/reader.js';
import { openData, sealData } from '../../../users/links/account-link.js';
import type { User } from '../../../users/user.js';
import { normalizeUsername } from '../../../users/username.js';
import type { RegistrationForm } from '../form/registration-form.js';
import { PendingRegistrationsRepository } from './pending-registrations.repository.js';
import { CONFIRM_REGISTRATION, REGISTERED_ALREADY } from './registration-mails.js';

/** Where the mailed link leads. */
export const VERIFY = '/register/verify';

/** Seconds for which the mailed link works. */
export const PENDING_LIFETIME = 2 * HOUR;

/** Registrations that may wait for a proof. */
const LIMITS = { ofAddress: 3, ofNetwork: 200, inAll: 10_000 };

/** What waits until the address is proven. */
export interface PendingRegistration {
  readonly form: Omit<RegistrationForm, 'password'>;
  readonly passwordHash: string;
  /** The identifier of the invitation to register; null: none. */
  readonly invitation: string | null;
  /** Digest of what only the browser has in which it was typed. */
  readonly browser: string;
}

/** For whom the mail is. */
interface Registrant {
  readonly facts: RequestFacts;
  /** That the person reads, the most wanted first. */
  readonly languages: readonly string[];
  /** Who has the address already. */
  readonly owner: User | undefined;
  readonly look: Look;
}

/** Keeps what people typed until they have proven their address: no account is made for an address of someone else. */
@Injectable()
export class PendingRegistrations {
  constructor(
    private readonly repository: PendingRegistrationsRepository,
    private readonly mail: MailService,
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'issuer'>,
  ) {}

  /**
   * Mails a link that proves the address. If someone has the address already, the same is stored and that person gets
   * another mail: no one can tell the difference but the owner, and the secret of the link is thrown away.
   * @returns false if too many registrations wait already
   */
  begin(pending: PendingRegistration, { facts, languages, owner, look }: Registrant): Promise<boolean> {
    const secret = generateSecret();
    const { email } = pending.form;
    const createdAt = this.clock.now();
    const stored = {
      digest: digest(secret),
      email: digest(normalizeUsername(email)),
      network: digest(networkOf(facts.address)),
      contents: sealData(secret, VERIFY, pending),
      createdAt,
      expiresAt: after(createdAt, PENDING_LIFETIME),
    };
    const link = `${this.config.issuer}${VERIFY}?${new URLSearchParams({ token: secret })}`;
    const mail = owner
      ? { template: REGISTERED_ALREADY, values: { url: `${this.config.issuer}/login` } }
      : { template: CONFIRM_REGISTRATION, values: { url: link } };
    const proven = owner?.claims.email_verified === true ? owner.claims.email : undefined;
    const to = { address: proven ?? email, userId: owner?.id, languages };
    return this.database.transaction(async (transaction) => {
      if (!(await this.repository.insert(stored, LIMITS, transaction))) return false;
      await this.mail.send({ ...mail, to, look, lifetime: PENDING_LIFETIME }, transaction);
      return true;
    });
  }

  /** What waits for this link; undefined if it is void: used, expired, or one of several of the address that were newer. */
  async find(secret: string): Promise<PendingRegistration | undefined> {
    const sealed = secret === '' ? undefined : await this.repository.find(digest(secret), this.clock.now());
    return sealed === undefined ? undefined : (openData(secret, VERIFY, sealed) as PendingRegistration);
  }

  /** Uses the link up, in the transaction that makes the account: of fifty at once, one goes on. @returns false if it is void by now */
  use(secret: string, transaction: Transaction): Promise<boolean> {
    return this.repository.use(digest(secret), this.clock.now(), transaction);
  }
}
