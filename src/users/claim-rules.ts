import { isLanguageTag } from '../oauth/language.js';
import { fullDate } from '../platform/clock.js';
import { message, type TextKey } from '../platform/texts/message.js';
import { PERSONAL_TEXT_FORM, TEXT_FORM, TEXT_MISTAKE } from '../platform/validation/text.js';
import { type Problem, pointer, type Violation, violationsAt } from '../platform/validation/violations.js';
import { plainName } from './languages.js';
import { normalizeUsername } from './username.js';

/** What is wrong with the value of a claim, or undefined if nothing is. */
type Rule = (value: unknown) => Problem | undefined;

export const LONGEST_TEXT = 1000;
export const LONGEST_URL = 2048;
export const LONGEST_EMAIL = 320;

/** OIDC Core §5.1.1. */
const ADDRESS: Readonly<Record<string, Rule>> = {
  formatted: lines,
  street_address: lines,
  locality: text,
  region: text,
  postal_code: text,
  country: text,
};

/** OIDC Core §5.1. */
const CLAIMS: Readonly<Record<string, Rule>> = {
  name: text,
  given_name: text,
  family_name: text,
  middle_name: text,
  nickname: text,
  preferred_username: text,
  profile: url,
  picture: url,
  website: url,
  email,
  email_verified: flag,
  gender: text,
  birthdate,
  zoneinfo,
  locale,
  phone_number: text,
  phone_number_verified: flag,
};

/**
 * What is wrong with a user's claims, by their wire names. An empty text is none: it takes a claim away that was declared before.
 * @param claims of any types
 */
export function claimMistakes(claims: object): readonly Violation[] {
  return Object.entries(claims).flatMap(([name, value]) => {
    const plain = name.includes('#') ? plainName(name) : name;
    if (plain === 'address') return addressMistakes(name, value);
    const rule = plain === undefined || !Object.hasOwn(CLAIMS, plain) ? unknownClaim : CLAIMS[plain];
    return violationsAt(pointer(name), rule?.(value));
  });
}

function addressMistakes(name: string, value: unknown): readonly Violation[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return violationsAt(pointer(name), `must be an object of ${Object.keys(ADDRESS).join(', ')}`);
  return Object.entries(value).flatMap(([member, part]) =>
    violationsAt(pointer(name, member), (Object.hasOwn(ADDRESS, member) ? ADDRESS[member] : unknownMember)?.(part)),
  );
}

function unknownClaim(): string {
  return 'is no standard claim, or one that has no languages, or its language tag is not one of BCP 47; check its spelling';
}

function unknownMember(): string {
  return `is none of ${Object.keys(ADDRESS).join(', ')}; check its spelling`;
}

/** The same for programs and for people who fill in a form. */
function wrong(detail: string, key: TextKey): Problem {
  return { detail, message: message(key) };
}

function text(value: unknown): Problem | undefined {
  if (typeof value !== 'string') return 'must be text';
  if (value.length > LONGEST_TEXT) return wrong(`must have at most ${LONGEST_TEXT} characters`, 'claim.wrong.text');
  return PERSONAL_TEXT_FORM.test(value) ? undefined : wrong(TEXT_MISTAKE, 'claim.wrong.text');
}

/** OIDC Core §5.1.1: of several lines, separated by line feeds, or by carriage returns and line feeds. */
function lines(value: unknown): Problem | undefined {
  return text(typeof value === 'string' ? value.replace(/[\r\n]/g, ' ') : value);
}

function flag(value: unknown): string | undefined {
  return typeof value === 'boolean' ? undefined : 'must be true or false';
}

function url(value: unknown): Problem | undefined {
  const isUrl = typeof value === 'string' && value.length <= LONGEST_URL && /^https?:\/\/[\x21-\x7e]+$/.test(value);
  if (value === '' || (isUrl && URL.canParse(value))) return undefined;
  return wrong(`must be an https or http URL of at most ${LONGEST_URL} characters`, 'claim.wrong.url');
}

/** RFC 5322 addr-spec, as far as it is worth checking. */
function email(value: unknown): Problem | undefined {
  if (typeof value !== 'string') return 'must be text';
  if (value.length > LONGEST_EMAIL || normalizeUsername(value).length > LONGEST_EMAIL)
    return {
      detail: `must have at most ${LONGEST_EMAIL} characters`,
      message: message('email.too-long', { most: LONGEST_EMAIL }),
    };
  // Invisible characters would make one address look like another.
  const isPlain = TEXT_FORM.test(value) && !/\p{Cf}/u.test(value);
  if (/^[^\s@]+@[^\s@]+$/.test(value) && isPlain) return undefined;
  return wrong('must be an email address', 'email.wrong');
}

/** ISO 8601 `YYYY-MM-DD`; the year may be 0000 for none, or stand alone. 2000 is a leap year. */
function birthdate(value: unknown): Problem | undefined {
  const [, year, date] = (typeof value === 'string' && /^(\d{4})(-\d{2}-\d{2})?$/.exec(value)) || [];
  const day = `${year === '0000' ? '2000' : year}${date ?? '-01-01'}`;
  if (value === '' || (year !== undefined && isDate(day) && value !== '0000')) return undefined;
  const detail = 'must be a day as YYYY-MM-DD, as 0000-MM-DD without the year, or a year as YYYY';
  return wrong(detail, 'claim.wrong.date');
}

function isDate(day: string): boolean {
  const instant = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(instant) && fullDate(instant) === day;
}

/** A name of the IANA time zone database. */
function zoneinfo(value: unknown): Problem | undefined {
  if (value === '' || (typeof value === 'string' && /^[A-Za-z]/.test(value) && isTimeZone(value))) return undefined;
  return wrong('must be a time zone such as Europe/Berlin', 'claim.wrong.zone');
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

function locale(value: unknown): Problem | undefined {
  if (value === '' || (typeof value === 'string' && isLanguageTag(value))) return undefined;
  return wrong('must be a BCP 47 language tag such as de-DE', 'claim.wrong.language');
}
