import { isLanguage, LANGUAGE_TAGS } from '../texts/languages.js';
import { metricsTokenProblem } from './metrics-token.js';
import { Setting, Together } from './setting.js';
import {
  flag,
  integer,
  oneOf,
  optionalAccent,
  optionalInteger,
  optionalText,
  optionalUrl,
  text,
} from './setting-types.js';

/** Characters. NIST SP 800-63B-4 §3.1.1.2 allows no fewer; what the server makes up has no more. */
const PASSWORD_LENGTHS = { least: 8, most: 20 };

/** Who gets the metrics: those who reach a port of their own, or else those who show a token. At most one is set. */
export const METRICS = {
  /** Of a listener of their own, on the same host, that asks for no token. */
  port: optionalInteger({
    name: 'METRICS_PORT',
    about:
      'A port of their own for the metrics, on HOST, such as 9464. It asks for no token: let only your monitoring reach it.',
    least: 1,
    most: 65_535,
  }),
  /** At least 32 characters of RFC 6750 §2.1; access tokens with the scope `settings:read` do as well. */
  token: new Setting<string | undefined>(
    {
      name: 'METRICS_TOKEN',
      about:
        'Without METRICS_PORT: who sends this as `Authorization: Bearer` may read /metrics. At least 32 random characters, such as `openssl rand -base64 32` makes.',
      fallback: undefined,
    },
    (given, wrong, { production }) => {
      const problem = metricsTokenProblem(given, production);
      if (problem) wrong(problem);
      return given;
    },
  ),
};

/** Who may register clients dynamically (RFC 7591), and how. */
export const REGISTRATION = {
  /** No one; who has an initial access token; or anyone. */
  access: oneOf(
    {
      name: 'CLIENT_REGISTRATION',
      about:
        'Dynamic client registration (RFC 7591): closed; token, for who has an initial access token of the admin API; or open to anyone.',
      fallback: 'closed',
    },
    ['closed', 'token', 'open'],
  ),
  requirePkce: flag({
    name: 'CLIENT_REGISTRATION_REQUIRE_PKCE',
    about:
      'Whether every client registered so must use PKCE. With false, a confidential one may do without, as conformance suites do.',
    fallback: true,
  }),
  /** Without an initial access token. */
  limit: integer({
    name: 'CLIENT_REGISTRATION_LIMIT',
    about:
      'How many clients one address may register in 15 minutes with open, and how many changes it may make to registered ones.',
    fallback: 100,
    least: 1,
    most: 1_000_000,
  }),
  unusedLifetime: integer({
    name: 'CLIENT_REGISTRATION_UNUSED_LIFETIME',
    about: 'With open: after how many seconds a client is removed that no user has allowed anything.',
    fallback: 30 * 86_400,
    least: 3600,
    most: 10 * 366 * 86_400,
  }),
};

/** What the audit log records, keeps and passes on. */
export const AUDIT = {
  /** Days. */
  retention: integer({
    name: 'AUDIT_RETENTION',
    about: 'After how many days events of the audit log are deleted; 0: never.',
    fallback: 0,
    least: 0,
    most: 36_600,
  }),
  tokens: flag({
    name: 'AUDIT_TOKENS',
    about: 'Whether each answer of the token endpoint leaves an event too. It costs that endpoint one more statement.',
    fallback: false,
  }),
  webhook: new Together({
    url: optionalUrl({ name: 'AUDIT_WEBHOOK_URL', about: 'Where each event is sent as a Standard Webhook.' }),
    secret: optionalText(
      {
        name: 'AUDIT_WEBHOOK_SECRET',
        about:
          'The key that signs what is sent to AUDIT_WEBHOOK_URL: `whsec_` and 24 to 64 bytes in base64, such as `echo whsec_$(openssl rand -base64 32)` makes. Set both or none.',
      },
      (given) => (isWebhookSecret(given) ? undefined : 'must be whsec_ followed by 24 to 64 bytes in base64'),
    ),
  }),
};

/** Standard Webhooks, "Signature scheme". */
function isWebhookSecret(secret: string): boolean {
  const [, base64] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  const { length } = Buffer.from(base64 ?? '', 'base64');
  return length >= 24 && length <= 64;
}

/** How the pages present the organisation. */
export const BRAND = {
  name: text({ name: 'BRAND_NAME', about: 'The name of your organisation, on every page.', fallback: 'Gatehouse' }),
  logoUrl: optionalUrl({ name: 'BRAND_LOGO_URL', about: 'The address of its logo.' }),
  accent: optionalAccent(
    {
      name: 'BRAND_ACCENT',
      about: 'The colour of what people act on, written #rrggbb. Too little contrast (WCAG AA) is a mistake.',
    },
    'light',
  ),
  accentDark: optionalAccent({ name: 'BRAND_ACCENT_DARK', about: 'The same for dark pages, written #rrggbb.' }, 'dark'),
  radius: optionalInteger({
    name: 'BRAND_RADIUS',
    about: 'How round the corners of pages are, in pixels; without it 14.',
    least: 0,
    most: 32,
  }),
  language: optionalText(
    {
      name: 'DEFAULT_LANGUAGE',
      about:
        'The language of pages and mails for people of whom no other is known that is written here; without it English.',
    },
    (given) => (isLanguage(given) ? undefined : `must be one of ${LANGUAGE_TAGS.join(', ')}, not "${given}"`),
  ),
  helpUrl: optionalUrl({ name: 'BRAND_HELP_URL', about: 'Where people find help.' }),
  privacyUrl: optionalUrl({ name: 'BRAND_PRIVACY_URL', about: 'Where people read about privacy.' }),
};

/** How many characters a new password has at least. */
export const PASSWORDS = {
  minLength: integer({
    name: 'PASSWORD_MIN_LENGTH',
    about: 'Characters of the shortest new password.',
    fallback: 8,
    ...PASSWORD_LENGTHS,
  }),
  minLengthOfAdministrators: integer({
    name: 'PASSWORD_MIN_LENGTH_ADMINISTRATORS',
    about: 'The same of people who hold a role with a scope of the admin API; the larger of both counts.',
    fallback: 12,
    ...PASSWORD_LENGTHS,
  }),
};
