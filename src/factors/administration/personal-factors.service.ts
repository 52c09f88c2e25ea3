import { Injectable } from '@nestjs/common';
import type { Person, PersonalRecords } from '../../admin/personal-data.js';
import type { Transaction } from '../../platform/database/database.js';
import { EmailCodesRepository } from '../email/email-codes.repository.js';
import { Enrolments } from '../enrolments.service.js';
import { type FactorDto, presentFactor } from './dto/factor.dto.js';

/** What people have set up to prove who they are, without secrets. */
@Injectable()
export class PersonalFactors implements PersonalRecords {
  constructor(
    private readonly enrolments: Enrolments,
    private readonly emailCodes: EmailCodesRepository,
  ) {}

  async exportOf({ id }: Person): Promise<readonly FactorDto[]> {
    return (await this.enrolments.list(id)).map(presentFactor);
  }

  async erase(userId: string, transaction: Transaction): Promise<void> {
    await this.enrolments.removeAll(userId, transaction);
    await this.emailCodes.remove(userId, transaction);
  }
}
