import { Injectable } from '@nestjs/common';
import type { AuditContext } from '../../../admin/actor.js';
import { type CredentialTerms, isUsable, newCredential } from '../../../admin/limited-credential.js';
import { AuditService } from '../../../audit/audit.service.js';
import { after, Clock, DAY, formatInstant } from '../../../platform/clock.js';
import { digest, generateIdentifier } from '../../../platform/crypto/secrets.js';
import { Database, type Transaction } from '../../../platform/database/database.js';
import { USER_REGISTRATION_EVENTS } from '../audit-events.js';
import type { RegistrationInvitation } from './registration-invitation.js';
import { RegistrationInvitationsRepository } from './registration-invitations.repository.js';

/** Bytes of a code: people type some of them. */
const CODE = 16;

/** Codes by which people may register who have no account yet. */
@Injectable()
export class RegistrationInvitations {
  constructor(
    private readonly database: Database,
    private readonly repository: RegistrationInvitationsRepository,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** @param terms by default it ends after a week and lets one person register @returns the new invitation, and its code, which is known now and never again */
  async create(
    terms: CredentialTerms,
    by: AuditContext = {},
  ): Promise<{ readonly invitation: RegistrationInvitation; readonly code: string }> {
    const code = generateIdentifier(CODE);
    const now = this.clock.now();
    const { expiresIn = 7 * DAY, maxUses = 1 } = terms;
    const invitation = newCredential({ expiresAt: after(now, expiresIn), maxUses }, terms, by, now);
    await this.database.transaction(async (transaction) => {
      await this.repository.insert(invitation, digest(code), transaction);
      const details = { id: invitation.id, after: described(invitation) };
      await this.audit.recordChange(USER_REGISTRATION_EVENTS.invitationCreated, details, by, transaction);
    });
    return { invitation, code };
  }

  /** Oldest first; those that have expired are gone. */
  list(): Promise<readonly RegistrationInvitation[]> {
    return this.repository.list();
  }

  /** People who registered with it keep their accounts. @returns whether there was one */
  async delete(id: string, by: AuditContext = {}): Promise<boolean> {
    return this.database.transaction(async (transaction) => {
      const before = await this.repository.delete(id, transaction);
      if (!before) return false;
      const details = { id, before: described(before) };
      await this.audit.recordChange(USER_REGISTRATION_EVENTS.invitationDeleted, details, by, transaction);
      return true;
    });
  }

  /** The invitation with this code; undefined if no one can register with it at present. */
  async find(code: string): Promise<RegistrationInvitation | undefined> {
    const found = code === '' ? undefined : await this.repository.find(digest(code));
    return found && isUsable(found, this.clock.now()) ? found : undefined;
  }

  /** Counts a use, with whatever else the transaction does. @returns false if it is used up meanwhile */
  use(id: string, transaction: Transaction): Promise<boolean> {
    return this.repository.use(id, this.clock.now(), transaction);
  }
}

/** An invitation as the audit log keeps it. */
function described({ description, expiresAt, maxUses, uses }: RegistrationInvitation): object {
  return { description, expires_at: formatInstant(expiresAt), max_uses: maxUses, uses };
}
