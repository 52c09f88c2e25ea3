import { Injectable } from '@nestjs/common';
import type { Administrator } from '../../admin/admin-api.js';
import { Database } from '../../platform/database/database.js';
import { Conflict, NotFound } from '../../platform/validation/refusals.js';
import { People } from '../../users/people.service.js';
import { Enrolments } from '../enrolments.service.js';
import type { Enrolment } from '../factor.js';
import { FactorRecords } from '../factor-records.service.js';
import { type ImportedApp, ImportedApps } from '../totp/imported-apps.service.js';

/** What administrators do with the factors of a user. It takes the power that changing the password of that user takes. */
@Injectable()
export class UserFactors {
  constructor(
    private readonly people: People,
    private readonly enrolments: Enrolments,
    private readonly database: Database,
    private readonly records: FactorRecords,
    private readonly apps: ImportedApps,
  ) {}

  /** The oldest first. @throws NotFound */
  async list(userId: string): Promise<readonly Enrolment[]> {
    await this.people.get(userId);
    return this.enrolments.list(userId);
  }

  /** Takes over an authenticator app of another server. @throws NotFound, InsufficientScope, Conflict if the user has too many factors */
  async importApp(userId: string, app: ImportedApp, by: Administrator): Promise<Enrolment> {
    const user = await this.people.getForChange(userId, by);
    const id = await this.database.transaction((transaction) => this.apps.store(user.id, app, transaction, by));
    const imported = (await this.enrolments.list(user.id)).find((each) => each.id === id);
    if (!imported) throw new Conflict(`the user ${userId} has as many factors as an account can have`);
    return imported;
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
      await this.records.note('reset', user.id, { before: { factors } }, transaction, by);
    });
  }
}
