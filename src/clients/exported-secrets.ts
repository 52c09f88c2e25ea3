import { formatInstant, type Instant } from '../platform/clock.js';
import { pointer, throwViolations, type Violation } from '../platform/validation/violations.js';
import type { ClientSecret } from './client.js';

/** What is stored of a client secret, as an export shows it: enough to recognise the secret, not to use it. */
export interface ExportedSecret {
  /** RFC 3339; so is the end, and without one it works for ever. */
  readonly created_at: string;
  readonly expires_at?: string;
  /** SHA-256, base64url. */
  readonly digest: string;
  /** If assertions are signed with it: the secret sealed with `ENCRYPTION_SECRET`, and what it was sealed as. */
  readonly id?: string;
  readonly sealed?: string;
}

/** Secrets of one client. A rotation leaves two. */
const MOST_SECRETS = 10;

export function exportedSecret({ id, digest, sealed, createdAt, expiresAt }: ClientSecret): ExportedSecret {
  return {
    created_at: formatInstant(createdAt),
    ...(expiresAt === null ? {} : { expires_at: formatInstant(expiresAt) }),
    digest,
    ...(sealed === null ? {} : { id, sealed }),
  };
}

/**
 * The secrets that an export shows.
 * @param newId makes the identifiers of those that have none
 * @throws Violations with pointers into the list
 */
export function importedSecrets(value: unknown, newId: () => string): readonly ClientSecret[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_SECRETS)
    throwViolations([
      { pointer: '', detail: `must be a list of 1 to ${MOST_SECRETS} secrets as an export shows them` },
    ]);
  const secrets = value as readonly unknown[];
  throwViolations(secrets.flatMap((secret, index) => secretMistakes(secret, index)));
  return (secrets as readonly ExportedSecret[]).map(({ id, digest, sealed, created_at, expires_at }) => ({
    id: id ?? newId(),
    digest,
    sealed: sealed ?? null,
    createdAt: Date.parse(created_at),
    expiresAt: expires_at === undefined ? null : Date.parse(expires_at),
  }));
}

function secretMistakes(secret: unknown, index: number): readonly Violation[] {
  if (typeof secret !== 'object' || secret === null) return [{ pointer: pointer(index), detail: 'must be an object' }];
  const { id, digest, sealed, created_at, expires_at } = secret as Readonly<Record<string, unknown>>;
  const problems = {
    created_at: isTime(created_at) ? undefined : 'must be a time as 2026-01-31T12:00:00.000Z',
    expires_at:
      expires_at === undefined || isTime(expires_at) ? undefined : 'must be a time as 2026-01-31T12:00:00.000Z',
    digest: isMatch(digest, /^[\w-]{43}$/) ? undefined : 'must be a SHA-256 digest in base64url',
    id: (id === undefined) === (sealed === undefined) ? undefined : 'must be there with sealed, and only then',
    sealed: sealed === undefined || isMatch(sealed, /^[\w-]{1,4096}$/) ? undefined : 'must be as it was exported',
  };
  const wrongId = id !== undefined && !isMatch(id, /^[0-9a-f-]{36}$/) ? 'must be as it was exported' : undefined;
  return Object.entries({ ...problems, id: wrongId ?? problems.id }).flatMap(([name, detail]) =>
    detail === undefined ? [] : [{ pointer: pointer(index, name), detail }],
  );
}

function isMatch(value: unknown, form: RegExp): boolean {
  return typeof value === 'string' && form.test(value);
}

function isTime(value: unknown): value is string {
  const instant: Instant = isMatch(value, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/) ? Date.parse(value as string) : Number.NaN;
  return !Number.isNaN(instant);
}
