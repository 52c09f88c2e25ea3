import { Inject, Injectable } from '@nestjs/common';
import { MAIL_SETTINGS, type MailSettings } from '../../mail/mail-settings.js';
import type { ValuesOf } from '../../platform/config/room-settings.js';
import { AUTHENTICATION_SETTINGS } from '../authentication-settings.js';
import { withRequest } from '../login/sign-in-paths.js';

/** The page for who has forgotten the password. */
export const FORGOT_PASSWORD = '/forgot-password';

/** Where "Forgot it?" leads: without a mail server to the organisation's own page, if it has one. */
@Injectable()
export class ForgotPasswordLink {
  constructor(
    @Inject(AUTHENTICATION_SETTINGS.token) private readonly settings: ValuesOf<typeof AUTHENTICATION_SETTINGS>,
    @Inject(MAIL_SETTINGS.token) private readonly mail: Pick<MailSettings, 'smtpUrl'>,
  ) {}

  /** @param reference of the authorization request that is gone on with afterwards */
  to(reference: string | undefined): string {
    const { forgotPasswordUrl } = this.settings;
    if (forgotPasswordUrl !== undefined && this.mail.smtpUrl === undefined) return forgotPasswordUrl;
    return withRequest(FORGOT_PASSWORD, reference);
  }
}
