import { ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';

const text = (description: string, example: string): ApiPropertyOptions => ({ type: String, description, example });
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
  profile: text('Address of a page about the user.', 'https://example.com/alice'),
  picture: text('Address of a picture of the user.', 'https://example.com/alice.png'),
  website: text('Address of a page of the user.', 'https://alice.example'),
  email: text('Email address, with which the user can sign in too.', 'alice@example.com'),
  email_verified: flag('Whether the address is known to belong to the user.'),
  gender: text('Gender.', 'female'),
  birthdate: text('Day of birth, YYYY-MM-DD, 0000-MM-DD or YYYY.', '1990-02-28'),
  zoneinfo: text('Time zone.', 'Europe/Berlin'),
  locale: text('BCP 47 language tag.', 'de-DE'),
  phone_number: text('Phone number, preferably as E.164 writes it.', '+4930123456'),
  phone_number_verified: flag('Whether the number is known to belong to the user.'),
  address: {
    type: 'object',
    description: `Postal address (OIDC Core §5.1.1): ${ADDRESS_MEMBERS.join(', ')}.`,
    properties: Object.fromEntries(ADDRESS_MEMBERS.map((name) => [name, { type: 'string' }])),
    example: { locality: 'Berlin', country: 'Germany' },
  },
};

/**
 * The standard claims of OIDC Core §5.1 under their wire names. Those in other languages, such as `family_name#ja-Kana-JP`,
 * are accepted too; what values may be is said by claim-rules.ts.
 */
export class ClaimsDto {}

for (const [name, options] of Object.entries(CLAIMS))
  ApiPropertyOptional({ ...options, nullable: true } as ApiPropertyOptions)(ClaimsDto.prototype, name);
