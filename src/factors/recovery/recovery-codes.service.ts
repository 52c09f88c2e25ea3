import { Injectable } from '@nestjs/common';
import type { AuditContext } from '../../admin/actor.js';
import { equal, keyedHash } from '../../platform/crypto/secrets.js';
import type { ServerSecret } from '../../platform/crypto/server-secret.js';
import { ServerSecrets } from '../../platform/crypto/server-secrets.js';
import type { Transaction } from '../../platform/database/database.js';
import type { RequestFacts } from '../../platform/http/request-facts.js';
import type { User } from '../../users/user.js';
import type { Use } from '../codes/code-factor.js';
import { Enrolments } from '../enrolments.service.js';
import { FactorRecords } from '../factor-records.service.js';
import { newRecoveryCodes, normalizeRecoveryCode } from './recovery-code.js';
import { RecoveryCodesRepository, type StoredCode } from './recovery-codes.repository.js';

/** Keys the digests of recovery codes, so that a copy of the database alone helps no one to find them. */
export const RECOVERY_SECRET: ServerSecret = { name: 'recovery-codes', renewal: { loses: 'every recovery code' } };

/** The name of the factor. */
export const RECOVERY_CODES_FACTOR = 'recovery_codes';

/** Codes on paper that stand in for a factor that was lost. */
@Injectable()
export class RecoveryCodes {
  private readonly key: Buffer;

  constructor(
    private readonly secrets: ServerSecrets,
    private readonly repository: RecoveryCodesRepository,
    private readonly enrolments: Enrolments,
    private readonly records: FactorRecords,
  ) {
    this.key = secrets.get(RECOVERY_SECRET);
  }

  /** How many the person has left. */
  async left(userId: string): Promise<number> {
    return (await this.repository.allOf(userId)).length;
  }

  /** Makes new codes; those that were made before are void. @returns the codes, which are shown once */
  async renew(user: Pick<User, 'id'>, transaction: Transaction, by: AuditContext): Promise<readonly string[]> {
    const factor = { name: RECOVERY_CODES_FACTOR };
    const codes = newRecoveryCodes();
    const before = await this.enrolments.removeKind(user.id, factor, transaction);
    await this.enrolments.add(user, factor, '', transaction, by, (id) => {
      const digests = codes.map((code) => digestOf(this.key, id, normalizeRecoveryCode(code)));
      return this.repository.insert(id, digests, null, transaction);
    });
    if (before > 0) await this.records.note('recoveryCodesRenewed', user.id, {}, transaction, by);
    return codes;
  }

  /** What uses up a code; undefined if the person has no such code. */
  async match(user: Pick<User, 'id'>, typed: string, facts?: RequestFacts): Promise<Use | undefined> {
    const code = normalizeRecoveryCode(typed);
    const codes = await this.repository.allOf(user.id);
    const match = codes.find((each) => equal(each.digest, digestOf(this.keyOf(each), each.factorId, code)));
    return match && ((transaction) => this.use(user, match, codes.length - 1, transaction, facts));
  }

  private async use(
    { id }: Pick<User, 'id'>,
    { factorId, digest }: StoredCode,
    left: number,
    transaction: Transaction,
    facts: RequestFacts | undefined,
  ): Promise<boolean> {
    if (!(await this.repository.use(factorId, digest, transaction))) return false;
    await this.enrolments.used(factorId, transaction);
    await this.records.note('recoveryCodeUsed', id, { left }, transaction, { actor: id, facts });
    return true;
  }

  /** @throws CannotOpen */
  private keyOf({ sealedKey }: StoredCode): Buffer {
    return sealedKey === null ? this.key : this.secrets.open(RECOVERY_SECRET, sealedKey);
  }
}

function digestOf(key: Buffer, factorId: string, code: string): string {
  return keyedHash(key, 'recovery-code', factorId, code).toString('base64url');
}
