import { Injectable } from '@nestjs/common';
import type { Person, PersonalRecords } from '../../admin/personal-data.js';
import type { Transaction } from '../../platform/database/database.js';
import { type PasskeyDto, presentPasskey } from './dto/passkey.dto.js';
import { PasskeysRepository } from './passkeys.repository.js';

/** What is stored of the passkeys of people, beside that they are factors. */
@Injectable()
export class PersonalPasskeys implements PersonalRecords {
  constructor(private readonly repository: PasskeysRepository) {}

  async exportOf({ id }: Person): Promise<readonly PasskeyDto[]> {
    return (await this.repository.allOf(id)).map(presentPasskey);
  }

  async erase(userId: string, transaction: Transaction): Promise<void> {
    await this.repository.removeAllOf(userId, transaction);
  }
}
