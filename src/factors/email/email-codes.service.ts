import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { MailService } from '../../mail/mail.service.js';
import type { MailTemplate } from '../../mail/mail-template.js';
import { after, Clock, MINUTE } from '../../platform/clock.js';
import { equal, keyedHash } from '../../platform/crypto/secrets.js';
import type { ServerSecret } from '../../platform/crypto/server-secret.js';
import { ServerSecrets } from '../../platform/crypto/server-secrets.js';
import { Database } from '../../platform/database/database.js';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import { message } from '../../platform/texts/message.js';
import type { Look } from '../../ui/reader.js';
import { mailReaderOf } from '../../users/mail-reader.js';
import type { User } from '../../users/user.js';
import type { Use } from '../codes/code-factor.js';
import { Enrolments } from '../enrolments.service.js';
import { EmailCodesRepository } from './email-codes.repository.js';

/** Keys the digests of mailed codes: six digits alone are found in no time. */
export const EMAIL_CODE_SECRET: ServerSecret = {
  name: 'email-codes',
  renewal: { ends: 'mailed codes that are not typed yet' },
};

/** The name of the factor. */
export const EMAIL_FACTOR = 'email';

/** Seconds. */
const LIFETIME = 10 * MINUTE;

/** How often a code may be typed. */
const MOST_TRIES = 5;

/** Carries a code. */
export const EMAIL_CODE_MAIL: MailTemplate<{ code: string; username: string }> = {
  name: 'email-code',
  compose: ({ code, username }) => ({
    title: 'factors.email.mail-title',
    paragraphs: [message('factors.email.mail-lead', { username })],
    code,
    notes: ['factors.email.mail-not-you'],
  }),
};

/** Codes that are sent to the verified address of a person. */
@Injectable()
export class EmailCodes {
  private readonly key: Buffer;

  constructor(
    secrets: ServerSecrets,
    private readonly repository: EmailCodesRepository,
    private readonly mails: MailService,
    private readonly enrolments: Enrolments,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.key = secrets.get(EMAIL_CODE_SECRET);
  }

  /** Whether mails go to the address of the person, which is known to be theirs. */
  reaches(user: User): boolean {
    return this.mails.isOffered && user.claims.email_verified === true && mailReaderOf(user) !== undefined;
  }

  /** Sends a code; the one before is void. @returns seconds until one more may be sent; 0: it was sent */
  async send(user: User, facts: RequestFacts, look?: Look): Promise<number> {
    const reader = mailReaderOf(user);
    if (!reader || !this.reaches(user)) return 0;
    const wait = await this.mails.mayAsk({ reader: reader.address, facts });
    if (wait > 0) return wait;
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const expiresAt = after(this.clock.now(), LIFETIME);
    const values = { code, username: user.username };
    await this.database.transaction(async (transaction) => {
      await this.repository.put(user.id, this.digestOf(user, code), expiresAt, transaction);
      await this.mails.send({ template: EMAIL_CODE_MAIL, to: reader, values, look, lifetime: LIFETIME }, transaction);
    });
    return 0;
  }

  /** What uses up the code that was sent last; undefined if this is not it, or it was tried too often. */
  async match(user: User, typed: string): Promise<Use | undefined> {
    const digest = await this.repository.try(user.id, MOST_TRIES, this.clock.now());
    if (digest === undefined || !equal(digest, this.digestOf(user, typed.replaceAll(/\s/g, '')))) return undefined;
    return async (transaction) => {
      if (!(await this.repository.use(user.id, digest, transaction))) return false;
      const enrolments = await this.enrolments.list(user.id, transaction);
      for (const { id } of enrolments.filter(({ factor }) => factor === EMAIL_FACTOR))
        await this.enrolments.used(id, transaction);
      return true;
    };
  }

  /** It is for the address that the person had when it was sent. */
  private digestOf({ id, claims }: User, code: string): string {
    return keyedHash(this.key, 'email-code', id, claims.email ?? '', code).toString('base64url');
  }
}
