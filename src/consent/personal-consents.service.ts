import { Injectable } from '@nestjs/common';
import type { Person, PersonalRecords } from '../admin/personal-data.js';
import { formatInstant } from '../platform/clock.js';
import type { Transaction } from '../platform/database/database.js';
import { ConsentsRepository, type KeptConsent } from './consents.repository.js';
import type { PersonalConsentDto } from './dto/personal-consent.dto.js';

/** What people have allowed clients. */
@Injectable()
export class PersonalConsents implements PersonalRecords {
  constructor(private readonly repository: ConsentsRepository) {}

  async exportOf({ id }: Person): Promise<readonly PersonalConsentDto[]> {
    return (await this.repository.allOf(id)).map(present);
  }

  erase(userId: string, transaction: Transaction): Promise<void> {
    return this.repository.removeAllOf(userId, transaction);
  }
}

function present({ clientId, scope, grantedAt, updatedAt }: KeptConsent): PersonalConsentDto {
  return { client_id: clientId, scope, granted_at: formatInstant(grantedAt), updated_at: formatInstant(updatedAt) };
}
