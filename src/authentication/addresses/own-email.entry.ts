import { Injectable } from '@nestjs/common';
import { MailService } from '../../mail/mail.service.js';
import { UserStore } from '../../users/user-store.js';
import { UsersService } from '../../users/users.service.js';
import type { AccountPageEntry } from '../account-pages/account-page-entry.js';
import { ACCOUNT } from '../sign-in/sign-in-goals.service.js';

/** Where the own address is changed. */
export const OWN_EMAIL = `${ACCOUNT}/email`;

/** Shown if mails can be sent; addresses of a store that a host application brings are not kept here. */
@Injectable()
export class OwnEmailEntry implements AccountPageEntry {
  readonly path = OWN_EMAIL;
  readonly label = 'account.claim.email';
  readonly position = 30;

  constructor(
    private readonly mail: MailService,
    private readonly store: UserStore,
  ) {}

  isShown(): boolean {
    return this.mail.isOffered && this.store instanceof UsersService;
  }
}
