import { Injectable } from '@nestjs/common';
import type { AuditContext } from '../admin/actor.js';
import type { Person, PersonalRecords } from '../admin/personal-data.js';
import { AuditService } from '../audit/audit.service.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { PASSKEY_EVENTS } from './audit-events.js';
import { PasskeyDto, presentPasskey } from './dto/passkey.dto.js';
import { type Passkey, passkeyName } from './passkey.js';
import { PasskeysRepository } from './passkeys.repository.js';

/** The passkeys of accounts, as their owners and administrators see and change them. */
@Injectable()
export class OwnPasskeys implements PersonalRecords {
  constructor(
    private readonly repository: PasskeysRepository,
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /** The oldest first. */
  list(userId: string): Promise<readonly Passkey[]> {
    return this.repository.allOf(userId);
  }

  /** @returns false if the account has no such passkey, or the name is empty */
  async rename(userId: string, id: string, given: string, { actor, facts }: AuditContext): Promise<boolean> {
    const name = passkeyName(given);
    if (name === '') return false;
    return this.database.transaction(async (transaction) => {
      if (!(await this.repository.rename(id, userId, name, transaction))) return false;
      const details = { user: userId, passkey: id, name };
      await this.audit.record({ type: PASSKEY_EVENTS.renamed, actor, details }, facts, transaction);
      return true;
    });
  }

  /** @returns false if the account has no such passkey */
  async remove(userId: string, id: string, { actor, facts }: AuditContext): Promise<boolean> {
    return this.database.transaction(async (transaction) => {
      if (!(await this.repository.remove(id, userId, transaction))) return false;
      const details = { user: userId, passkey: id };
      await this.audit.record({ type: PASSKEY_EVENTS.removed, actor, details }, facts, transaction);
      return true;
    });
  }

  async exportOf({ id }: Person): Promise<readonly PasskeyDto[]> {
    return (await this.list(id)).map(presentPasskey);
  }

  async erase(userId: string, transaction: Transaction): Promise<void> {
    await this.repository.removeAllOf(userId, transaction);
  }
}
