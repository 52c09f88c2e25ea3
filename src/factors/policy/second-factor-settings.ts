import { SECOND_FACTOR_POLICIES } from '../../oauth/second-factor-policy.js';
import { RoomSettings } from '../../platform/config/room-settings.js';
import { Setting } from '../../platform/config/setting.js';
import { integer, listOf, oneOf } from '../../platform/config/setting-types.js';

/** Who needs a second factor, and what counts as one. */
export const SECOND_FACTOR_SETTINGS = new RoomSettings('secondFactor', {
  policy: oneOf(
    {
      name: 'SECOND_FACTOR',
      about:
        'Who needs a second factor: optional, who has set one up is asked for it; off, no one is asked by the server; required, everyone needs one. Roles and clients may ask for more.',
      fallback: 'optional',
    },
    SECOND_FACTOR_POLICIES,
  ),
  grace: integer({
    name: 'SECOND_FACTOR_GRACE',
    about:
      'How long people who need a second factor may put off setting one up, in seconds, since they were asked for the first time; 0: not at all.',
    fallback: 0,
    least: 0,
    most: 31_622_400,
  }),
  administration: oneOf(
    {
      name: 'ADMIN_SECOND_FACTOR',
      about:
        'Whether people need a second factor for the admin API and for applications that use it: enrolled, who has set one up; required, everyone; off, no one beyond SECOND_FACTOR. Tokens of clients that act for themselves and the command line need none.',
      fallback: 'enrolled',
    },
    ['off', 'enrolled', 'required'],
  ),
  kinds: new Setting<readonly string[]>(
    {
      name: 'SECOND_FACTOR_KINDS',
      about: 'Which factors count as a second one, separated by commas; without it all that can.',
      allowed: 'names of factors, such as totp',
      fallback: [],
    },
    (given) => listOf(given),
  ),
});
