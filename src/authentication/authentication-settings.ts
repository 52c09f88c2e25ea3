import { isLoopback } from '../oauth/redirect-uri.js';
import { RoomSettings } from '../platform/config/room-settings.js';
import { flag, optionalText } from '../platform/config/setting-types.js';

/** How people sign in. */
export const AUTHENTICATION_SETTINGS = new RoomSettings('authentication', {
  forgotPasswordUrl: optionalText(
    {
      name: 'FORGOT_PASSWORD_URL',
      about:
        'Where "Forgot it?" on the sign-in page leads as long as there is no SMTP_URL: a page of yours that says how people get a new password. Without it a page of this server says whom to ask.',
      allowed: 'an https URL, or an http URL of this machine',
    },
    (given) =>
      leadsSafely(given) ? undefined : `must be an https URL, or an http URL of a loopback host, not "${given}"`,
  ),
  signInNotices: flag({
    name: 'SIGN_IN_NOTICES',
    about:
      'Whether people are told by mail of a sign-in in a browser in which their account was not signed in to before, and of many wrong passwords. Only with SMTP_URL.',
    fallback: true,
  }),
});

/** People go there to be trusted with a new password, so no one in between may answer. */
function leadsSafely(given: string): boolean {
  if (!URL.canParse(given)) return false;
  const url = new URL(given);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
}
