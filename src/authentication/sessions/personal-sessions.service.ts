import { Injectable } from '@nestjs/common';
import type { AuditContext } from '../../admin/actor.js';
import type { Person, PersonalRecords } from '../../admin/personal-data.js';
import type { Transaction } from '../../platform/database/database.js';
import { SignInsRepository } from '../sign-in/sign-ins.repository.js';
import { SignOuts } from '../sign-out/sign-outs.service.js';
import { presentSession, type SessionDto } from './dto/session.dto.js';
import { SessionLists } from './session-lists.repository.js';

/** Where people are or were signed in. */
@Injectable()
export class PersonalSessions implements PersonalRecords {
  constructor(
    private readonly repository: SessionLists,
    private readonly signOuts: SignOuts,
    private readonly signIns: SignInsRepository,
  ) {}

  async exportOf({ id }: Person): Promise<readonly SessionDto[]> {
    return (await this.repository.allOf(id)).map(presentSession);
  }

  /** Clients hear of the end of each session; sign-ins that wait end too. */
  async erase(userId: string, transaction: Transaction, by?: AuditContext): Promise<void> {
    await this.signOuts.endAllOf(userId, transaction, by);
    await this.signIns.removeAllOf(userId, transaction);
  }
}
