import { domainToASCII } from 'node:url';
import { Inject, Injectable } from '@nestjs/common';
import { PROMPTS, type Prompt } from '../../authorization-requests/authorization-request.js';
import { MailService } from '../../mail/mail.service.js';
import type { ValuesOf } from '../../platform/config/room-settings.js';
import { type RegistrationField, USER_REGISTRATION_SETTINGS } from './user-registration-settings.js';

/** Who may register here, and what they have to say of themselves. */
@Injectable()
export class RegistrationPolicy {
  constructor(
    @Inject(USER_REGISTRATION_SETTINGS.token)
    private readonly settings: ValuesOf<typeof USER_REGISTRATION_SETTINGS>,
    private readonly mail: MailService,
  ) {}

  /** Whether there is any way to register. */
  get isOffered(): boolean {
    return this.settings.mode !== 'off';
  }

  /** What a request may ask for (`prompt`): `create` only if it leads somewhere. */
  get promptValues(): readonly Prompt[] {
    return PROMPTS.filter((prompt) => prompt !== 'create' || this.isOffered);
  }

  /** Whether no one registers without an invitation. */
  get needsInvitation(): boolean {
    return this.settings.mode === 'invited';
  }

  /** Whether an address is proven by mail before there is an account. */
  get provesAddresses(): boolean {
    return this.mail.isOffered;
  }

  get needsApproval(): boolean {
    return this.settings.approval;
  }

  /** What people have to say of themselves besides username, email address and password. */
  get fields(): readonly RegistrationField[] {
    return this.settings.fields;
  }

  /** How many times one address may send the form in a quarter of an hour. */
  get limit(): number {
    return this.settings.limit;
  }

  /** Whether who proves this address may register without an invitation. */
  admits(email: string): boolean {
    const { mode, domains } = this.settings;
    return mode === 'open' || (mode === 'domains' && domains.includes(domainOf(email)));
  }
}

function domainOf(email: string): string {
  return domainToASCII(email.slice(email.lastIndexOf('@') + 1));
}
