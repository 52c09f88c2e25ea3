import { isMailAddress } from '../mail/mail-address.js';
import type { MailReader } from '../mail/mail-template.js';
import type { User } from './user.js';

/**
 * The user as the reader of a mail; undefined if the account has no address that a mail can be sent to.
 * An address that is known not to be verified may be that of a stranger: only what verifies it is sent there.
 */
export function mailReaderOf({ id, username, claims }: User): MailReader | undefined {
  const { email, email_verified: isVerified, name, locale, zoneinfo } = claims;
  if (email === undefined || isVerified === false || !isMailAddress(email)) return undefined;
  const languages = locale === undefined ? [] : [locale];
  return { address: email, name: name ?? username, userId: id, languages, timeZone: zoneinfo };
}
