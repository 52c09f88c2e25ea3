import { formField } from '../../../ui/form-field.js';
import type { DeclaredUser } from '../../../users/declared-user.js';
import { normalizeUsername } from '../../../users/username.js';
import type { RegistrationField } from '../user-registration-settings.js';

/** What a person says who registers. */
export interface RegistrationForm {
  readonly username: string;
  /** Empty: none. */
  readonly email: string;
  readonly password: string;
  /** The version of the terms of use that is accepted; empty: none. */
  readonly terms: string;
  /** What else is asked for; empty: not filled in. */
  readonly profile: Readonly<Partial<Record<RegistrationField, string>>>;
}

/** @param fields that are asked for */
export function readForm(source: unknown, fields: readonly RegistrationField[]): RegistrationForm {
  return {
    username: formField(source, 'username').trim(),
    email: formField(source, 'email').trim(),
    password: formField(source, 'password'),
    terms: formField(source, 'terms'),
    profile: Object.fromEntries(fields.map((name) => [name, formField(source, name).trim()])),
  };
}

/** The account that is asked for. No roles, said so: those of an account with the same name must not count. */
export function declaredOf({
  username,
  email,
  profile,
}: Omit<RegistrationForm, 'password'>): Omit<DeclaredUser, 'password'> {
  const claims = Object.fromEntries(Object.entries(profile).filter(([, value]) => value !== ''));
  return { username, ...(email === '' ? {} : { email }), ...claims, roles: [] };
}

/**
 * A username that looks like an address must be the person's own, proven one: whose username it is signs in by it, so no one
 * may take the address of another as a name.
 */
export function usernameIsForeignAddress(
  { username, email }: Pick<RegistrationForm, 'username' | 'email'>,
  isProven: boolean,
): boolean {
  if (!username.normalize('NFKC').includes('@')) return false;
  return !isProven || normalizeUsername(username) !== normalizeUsername(email);
}
