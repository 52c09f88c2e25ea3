import { isLoopback } from '../../oauth/redirect-uri.js';
import { pointer, type Violation, violationsAt } from '../validation/violations.js';

/** What the demo publishes (`examples/`). */
const PUBLISHED_ENCRYPTION_SECRET = 'only-for-the-demo-0123456789-abcdefghij';
export const PUBLISHED_CLIENT_SECRET = 'example-secret-for-the-demo-only-0123456789';
export const PUBLISHED_PASSWORDS: Readonly<Record<string, string>> = {
  alice: 'correct horse battery staple',
  bob: 'tr0ub4dor and three',
};

/** Fewer different characters than in any 32 random ones, even hexadecimal. */
const FEWEST_CHARACTERS = 8;

/** Characters of a part that is repeated: so short a part makes no random secret. */
const LONGEST_UNIT = 12;

/** Why a secret is easy to guess, or undefined if it looks random. Outside production such a one is good enough. */
export function guessableSecretProblem(secret: string): string | undefined {
  if (secret === PUBLISHED_ENCRYPTION_SECRET) return 'is the one that the demo publishes';
  if (new Set(secret).size < FEWEST_CHARACTERS) return `has fewer than ${FEWEST_CHARACTERS} different characters`;
  if (isRepetition(secret)) return 'repeats a few characters';
  return isSequence(secret) ? 'counts up' : undefined;
}

function isRepetition(secret: string): boolean {
  for (let unit = 1; unit <= LONGEST_UNIT; unit++)
    if (
      secret
        .slice(0, unit)
        .repeat(Math.ceil(secret.length / unit))
        .startsWith(secret)
    )
      return true;
  return false;
}

/** Whether three quarters of the characters are each followed by the next one, as in `0123456789`. */
function isSequence(secret: string): boolean {
  const steps = [...secret].filter((_, index) => secret.charCodeAt(index + 1) - secret.charCodeAt(index) === 1);
  return steps.length >= secret.length * 0.75;
}

/**
 * The places at which a bootstrap file declares credentials that this program's examples publish. Passwords count only if the issuer is
 * no loopback host, because other machines cannot reach a server with such a name.
 * @param document parsed, of any shape
 */
export function publishedCredentials(document: unknown, issuer: string): readonly Violation[] {
  const why = 'is published in the examples of Gatehouse; choose another in production';
  const isLocal = URL.canParse(issuer) && isLoopback(new URL(issuer));
  const clients = entriesOf(document, 'clients').flatMap(({ client_secret: secret }, index) =>
    secret === PUBLISHED_CLIENT_SECRET ? violationsAt(pointer('clients', index, 'client_secret'), why) : [],
  );
  const users = entriesOf(document, 'users').flatMap(({ username, password }, index) =>
    !isLocal &&
    typeof password === 'string' &&
    Object.hasOwn(PUBLISHED_PASSWORDS, String(username)) &&
    PUBLISHED_PASSWORDS[String(username)] === password
      ? violationsAt(pointer('users', index, 'password'), why)
      : [],
  );
  return [...clients, ...users];
}

function entriesOf(document: unknown, name: string): readonly Readonly<Record<string, unknown>>[] {
  const list = (document as Readonly<Record<string, unknown>> | null)?.[name];
  return Array.isArray(list) ? list.map((each) => ({ ...each })) : [];
}
