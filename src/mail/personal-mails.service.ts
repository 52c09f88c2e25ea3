import { Injectable } from '@nestjs/common';
import type { Person, PersonalRecords } from '../admin/personal-data.js';
import type { Transaction } from '../platform/database/database.js';
import { type MailDto, presentMail } from './dto/mail.dto.js';
import { MailAdministration } from './mail-administration.service.js';
import { MailsRepository } from './mails.repository.js';

/** Mails about the accounts of people that have not left. */
@Injectable()
export class PersonalMails implements PersonalRecords {
  constructor(
    private readonly administration: MailAdministration,
    private readonly repository: MailsRepository,
  ) {}

  async exportOf({ id }: Person): Promise<readonly MailDto[]> {
    return (await this.administration.ofUser(id)).map(presentMail);
  }

  async erase(userId: string, transaction: Transaction): Promise<void> {
    await this.repository.erase(userId, transaction);
  }
}
