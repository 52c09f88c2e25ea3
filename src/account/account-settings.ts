import { RoomSettings } from '../platform/config/room-settings.js';
import { Setting } from '../platform/config/setting.js';
import { flag, integer, listOf } from '../platform/config/setting-types.js';
import { PROFILE_FIELD_NAMES, type ProfileFieldName } from './profile/profile-fields.js';

const NONE = 'none';

/** Those that most applications ask for. */
const USUAL: readonly ProfileFieldName[] = [
  'name',
  'given_name',
  'family_name',
  'nickname',
  'picture',
  'website',
  'birthdate',
  'phone_number',
  'zoneinfo',
  'locale',
];

/** What people may do with their own accounts. */
export const ACCOUNT_SETTINGS = new RoomSettings('account', {
  profileFields: new Setting<readonly ProfileFieldName[]>(
    {
      name: 'PROFILE_FIELDS',
      about: 'Comma-separated claims that people may change themselves at /account/profile; none: they only see them.',
      allowed: `of ${PROFILE_FIELD_NAMES.join(', ')}; or ${NONE}`,
      fallback: USUAL,
      fallbackText: USUAL.join(', '),
      example: USUAL.join(', '),
    },
    readFields,
  ),
  deletion: flag({
    name: 'ACCOUNT_DELETION',
    about: 'Whether people may delete their own accounts at /account/delete.',
    fallback: true,
  }),
  deletionDays: integer({
    name: 'ACCOUNT_DELETION_DAYS',
    about:
      'Days from when people delete their account until it is gone. Until then they are signed out everywhere, and may sign in to keep it.',
    least: 0,
    most: 90,
    fallback: 7,
  }),
});

function readFields(given: string, wrong: (problem: string) => void): readonly ProfileFieldName[] {
  const listed = listOf(given);
  if (listed.length === 1 && listed[0] === NONE) return [];
  for (const each of listed.filter((name) => !PROFILE_FIELD_NAMES.some((known) => known === name)))
    wrong(`must list some of ${PROFILE_FIELD_NAMES.join(', ')}, or be ${NONE}, not "${each}"`);
  return PROFILE_FIELD_NAMES.filter((name) => listed.includes(name));
}
