import { formField } from '../../ui/form-field.js';
import type { DeclaredUser } from '../../users/declared-user.js';
import { normalizeUsername } from '../../users/username.js';
import { PROFILE_FIELDS, type ProfileField } from '../user-registration-settings.js';

/** What a person typed who registers. */
export interface RegistrationForm {
  readonly username: string;
  /** Empty: none. */
  readonly email: string;
  readonly password: string;
  readonly profile: Readonly<Record<ProfileField, string>>;
}

export function readForm(source: unknown): RegistrationForm {
  const profile = Object.fromEntries(PROFILE_FIELDS.map((name) => [name, formField(source, name).trim()]));
  return {
    username: formField(source, 'username').trim(),
    email: formField(source, 'email').trim(),
    password: formField(source, 'password'),
    profile: profile as Record<ProfileField, string>,
  };
}

/** The account that is asked for. No roles, said so: those of an account with the same name must not count. */
export function declaredOf(
  { username, email, profile }: RegistrationForm,
  fields: readonly ProfileField[],
): Omit<DeclaredUser, 'password'> {
  const claims = Object.fromEntries(fields.map((name) => [name, profile[name]]));
  return { username, ...(email === '' ? {} : { email }), ...claims, roles: [] };
}

/**
 * A username that looks like an address must be the person's own, proven one: whose username it is signs in by it, so no one
 * may take the address of another as a name.
 */
export function usernameIsForeignAddress({ username, email }: RegistrationForm, isProven: boolean): boolean {
  if (!username.normalize('NFKC').includes('@')) return false;
  return !isProven || normalizeUsername(username) !== normalizeUsername(email);
}
