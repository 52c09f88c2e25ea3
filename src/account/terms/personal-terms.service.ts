import { Injectable } from '@nestjs/common';
import type { Person, PersonalRecords } from '../../admin/personal-data.js';
import { formatInstant } from '../../platform/clock.js';
import type { Transaction } from '../../platform/database/database.js';
import type { AcceptanceDto } from './dto/terms.dto.js';
import { TermsRepository } from './terms.repository.js';

/** Which terms people have accepted. */
@Injectable()
export class PersonalTerms implements PersonalRecords {
  constructor(private readonly repository: TermsRepository) {}

  async exportOf({ id }: Person): Promise<readonly AcceptanceDto[]> {
    const acceptances = await this.repository.acceptances(id);
    return acceptances.map(({ version, acceptedAt }) => ({ version, accepted_at: formatInstant(acceptedAt) }));
  }

  erase(userId: string, transaction: Transaction): Promise<void> {
    return this.repository.erase(userId, transaction);
  }
}
