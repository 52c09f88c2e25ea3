import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { after, Clock, DAY } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { resealsAtStart } from '../platform/crypto/reseals-at-start.js';
import { Sealer } from '../platform/crypto/secrets.js';
import type { Transaction } from '../platform/database/database.js';
import type { Look } from '../ui/reader.js';
import type { Mail, MailReader, MailValues } from './mail-template.js';
import { type MailPosition, MailsRepository, type StoredMail } from './mails.repository.js';

/** Seconds for which administrators can see a mail that has not left. */
const KEPT = 7 * DAY;

/** Mails that are sealed again at a time. */
const BATCH = 200;

/** What is sealed of a mail. */
export interface MailContents {
  readonly to: MailReader;
  readonly values: MailValues;
  readonly look?: Look | undefined;
}

/** Keeps mails until they have left. Who reads the database sees neither the reader nor the links. */
@Injectable()
export class MailStore implements OnApplicationBootstrap {
  constructor(
    private readonly repository: MailsRepository,
    private readonly sealer: Sealer,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'encryptionSecrets' | 'databaseUse'>,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!resealsAtStart(this.config)) return;
    let position: MailPosition | undefined;
    do {
      const mails = await this.repository.list(BATCH, undefined, position);
      for (const mail of mails) await this.reseal(mail);
      const last = mails.at(-1);
      position = last && [last.createdAt, last.id];
    } while (position);
  }

  /** @returns its identifier */
  async add<V extends MailValues>(mail: Mail<V>, transaction: Transaction): Promise<string> {
    const { template, to, values, look, lifetime = KEPT } = mail;
    const id = randomUUID();
    const createdAt = this.clock.now();
    const stored = {
      id,
      template: template.name,
      userId: to.userId ?? null,
      sealed: this.sealer.seal(JSON.stringify({ to, values, look } satisfies MailContents), contextOf(id)),
      createdAt,
      validUntil: after(createdAt, lifetime),
      expiresAt: after(createdAt, Math.max(lifetime, KEPT)),
    };
    await this.repository.insert(stored, transaction);
    return id;
  }

  /** @throws CannotOpen if `ENCRYPTION_SECRET` does not open them */
  contentsOf({ id, sealed }: Pick<StoredMail, 'id' | 'sealed'>): MailContents {
    return JSON.parse(this.sealer.open(sealed, contextOf(id))) as MailContents;
  }

  private async reseal({ id, sealed }: StoredMail): Promise<void> {
    const resealed = this.sealer.reseal(sealed, contextOf(id));
    if (resealed !== undefined) await this.repository.reseal(id, sealed, resealed);
  }
}

function contextOf(id: string): string {
  return `mail ${id}`;
}
