import { domainToASCII } from 'node:url';
import { RoomSettings } from '../../platform/config/room-settings.js';
import { Setting, type SettingsReading, type Wrong } from '../../platform/config/setting.js';
import { flag, integer, listOf, someOf } from '../../platform/config/setting-types.js';

/** Who may register: no one; who has an invitation; who has an address of some domains; or anyone. */
const MODES = ['off', 'invited', 'domains', 'open'] as const;
export type RegistrationMode = (typeof MODES)[number];

/** The standard claims that the registration page can ask for. */
export const REGISTRATION_FIELDS = [
  'name',
  'given_name',
  'family_name',
  'middle_name',
  'nickname',
  'phone_number',
  'birthdate',
  'website',
] as const;
export type RegistrationField = (typeof REGISTRATION_FIELDS)[number];

const DOMAINS = new Setting<readonly string[]>(
  {
    name: 'USER_REGISTRATION_DOMAINS',
    about:
      'With USER_REGISTRATION=domains: whose email addresses may register, by what follows the @. Subdomains are named on their own.',
    allowed: 'domains, separated by commas',
    fallback: [],
  },
  (given, wrong) => {
    const domains = listOf(given).map((each) => ({ given: each, ascii: domainToASCII(each) }));
    for (const { given: each, ascii } of domains)
      if (!isDomain(ascii)) wrong(`must list domains such as example.com, not "${each}"`);
    return domains.map(({ ascii }) => ascii);
  },
);

/** Whether, and how, people make accounts themselves. */
export const USER_REGISTRATION_SETTINGS = new RoomSettings('userRegistration', {
  mode: new Setting<RegistrationMode>(
    {
      name: 'USER_REGISTRATION',
      about:
        'Who may make an account at /register: off, no one; invited, who has an invitation to register; domains, also who proves an email address of USER_REGISTRATION_DOMAINS; open, anyone who proves an email address. In production, domains and open need mail (SMTP_URL).',
      allowed: MODES.join(', '),
      fallback: 'off',
    },
    (given, wrong, settings) => {
      const mode = MODES.find((each) => each === given);
      if (mode === undefined) wrong(`must be one of ${MODES.join(', ')}, not "${given}"`);
      else refuseWithoutNeeded(mode, wrong, settings);
      return mode;
    },
  ),
  domains: DOMAINS,
  fields: someOf(
    {
      name: 'USER_REGISTRATION_FIELDS',
      about: 'What people who register have to say of themselves besides username, email address and password.',
    },
    REGISTRATION_FIELDS,
  ),
  approval: flag({
    name: 'USER_REGISTRATION_APPROVAL',
    about: 'Whether an administrator has to approve each account that a person registered before it may sign in.',
    fallback: false,
  }),
  limit: integer({
    name: 'USER_REGISTRATION_LIMIT',
    about: 'How many times one address may send the registration form in 15 minutes.',
    fallback: 20,
    least: 1,
    most: 100_000,
  }),
});

function refuseWithoutNeeded(mode: RegistrationMode, wrong: Wrong, settings: SettingsReading): void {
  if (mode === 'domains' && settings.value(DOMAINS).length === 0)
    wrong('is domains, so USER_REGISTRATION_DOMAINS must name them');
  const provesAddresses = mode === 'domains' || mode === 'open';
  if (provesAddresses && settings.production && settings.text('SMTP_URL') === undefined)
    wrong(`is ${mode}, which proves addresses by mail; set SMTP_URL and MAIL_FROM, or use invited`);
}

function isDomain(ascii: string): boolean {
  return /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(ascii);
}
