import { Injectable } from '@nestjs/common';
import type { Administrator } from '../../admin/admin-api.js';
import { Database } from '../../platform/database/database.js';
import { NotFound } from '../../platform/validation/refusals.js';
import { People } from '../../users/people.service.js';
import { Enrolments } from '../enrolments.service.js';
import type { Enrolment } from '../factor.js';
import { FactorRecords } from '../factor-records.service.js';

/** What administrators do with the factors of a user. It takes the power that changing the password of that user takes. */
@Injectable()
export class UserFactors {
  constructor(
    private readonly people: People,
    private readonly enrolments: Enrolments,
    private readonly database: Database,
    private readonly records: FactorRecords,
  ) {}

  /** The oldest first. @throws NotFound */
  async list(userId: string): Promise<readonly Enrolment[]> {
    await this.people.get(userId);
    return this.enrolments.list(userId);
  }

  /** Removes one, also the last that the user needs. @throws NotFound, InsufficientScope */
  async remove(userId: string, id: string, by: Administrator): Promise<void> {
    await this.people.getForChange(userId, by);
    if ((await this.enrolments.remove(id, userId, by)) === 'gone')
      throw new NotFound(`the user ${userId} has no factor ${id}`);
  }

  /** Removes all of them: the password alone lets the user in, as far as no policy says otherwise. @throws NotFound, InsufficientScope */
  async reset(userId: string, by: Administrator): Promise<void> {
    const user = await this.people.getForChange(userId, by);
    await this.database.transaction(async (transaction) => {
      const removed = await this.enrolments.removeAll(user.id, transaction);
      const factors = removed.map(({ factor }) => factor);
      await this.records.note('reset', user.id, { factors }, transaction, by);
    });
  }
}
