import { ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { LANGUAGE_TAG } from '../../oauth/language.js';
import { PERSONAL_TEXT_FORM, TEXT_FORM } from '../../platform/validation/text.js';
import { LONGEST_EMAIL, LONGEST_TEXT, LONGEST_URL } from '../claim-rules.js';

/** What is known of the values by themselves; claim-rules.ts has the last word. */
const TEXT = { type: 'string', maxLength: LONGEST_TEXT, pattern: PERSONAL_TEXT_FORM.source } as const;
const LINES = { ...TEXT, pattern: PERSONAL_TEXT_FORM.source.replace('[\\u200c', '[\\r\\n\\u200c') };
const EMAIL_FORM = TEXT_FORM.source.replace(/^\^\[\^(.*)\]\*\$$/, '^[^\\s@$1]+@[^\\s@$1]+$$');
const URL_FORM = '^(https?://[!-~]+)?$';
const DAY_FORM = '^([0-9]{4}(-[0-9]{2}-[0-9]{2})?)?$';
const ZONE_FORM = '^([A-Za-z][A-Za-z0-9_+/-]*)?$';

const text = (description: string, example: string): ApiPropertyOptions => ({ ...TEXT, description, example });
const url = (description: string, example: string): ApiPropertyOptions => ({
  type: 'string',
  maxLength: LONGEST_URL,
  pattern: URL_FORM,
  description,
  example,
});
const formed = (pattern: string, description: string, example: string): ApiPropertyOptions => ({
  type: 'string',
  pattern,
  description,
  example,
});
const flag = (description: string): ApiPropertyOptions => ({ type: Boolean, description, example: true });
const ADDRESS_MEMBERS = ['formatted', 'street_address', 'locality', 'region', 'postal_code', 'country'];

/** OIDC Core §5.1. */
const CLAIMS: Readonly<Record<string, ApiPropertyOptions>> = {
  name: text('Full name; left out: made of the given, middle and family name.', 'Alice Example'),
  given_name: text('First name.', 'Alice'),
  family_name: text('Last name.', 'Example'),
  middle_name: text('Middle name.', 'B.'),
  nickname: text('Casual name.', 'Al'),
  preferred_username: text('How the user wants to be called; left out: the username.', 'alice'),
  profile: url('Address of a page about the user.', 'https://example.com/alice'),
  picture: url('Address of a picture of the user.', 'https://example.com/alice.png'),
  website: url('Address of a page of the user.', 'https://alice.example'),
  email: {
    ...formed(EMAIL_FORM, 'Email address, with which the user can sign in too.', 'alice@example.com'),
    maxLength: LONGEST_EMAIL,
  } as ApiPropertyOptions,
  email_verified: flag('Whether the address is known to belong to the user.'),
  gender: text('Gender.', 'female'),
  birthdate: formed(DAY_FORM, 'Day of birth, YYYY-MM-DD, 0000-MM-DD or YYYY.', '1990-02-28'),
  zoneinfo: formed(ZONE_FORM, 'Time zone.', 'Europe/Berlin'),
  locale: formed(`^(${LANGUAGE_TAG})?$`, 'BCP 47 language tag.', 'de-DE'),
  phone_number: text('Phone number, preferably as E.164 writes it.', '+4930123456'),
  phone_number_verified: flag('Whether the number is known to belong to the user.'),
  address: {
    type: 'object',
    description: `Postal address (OIDC Core §5.1.1): ${ADDRESS_MEMBERS.join(', ')}.`,
    properties: Object.fromEntries(
      ADDRESS_MEMBERS.map((name) => [name, { ...(name === 'formatted' || name === 'street_address' ? LINES : TEXT) }]),
    ),
    additionalProperties: false,
    example: { locality: 'Berlin', country: 'Germany' },
  },
};

/**
 * The standard claims of OIDC Core §5.1 under their wire names. Those in other languages, such as `family_name#ja-Kana-JP`,
 * are accepted too; what values may be is said by claim-rules.ts.
 */
export class ClaimsDto {}

for (const [name, options] of Object.entries(CLAIMS)) {
  ApiPropertyOptional(options)(ClaimsDto.prototype, name);
  IsOptional()(ClaimsDto.prototype, name);
}
