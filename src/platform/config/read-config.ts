import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { generateSecret } from '../crypto/secrets.js';
import { InvalidPostgresUrl, readPostgresUrl } from '../database/postgres-url.js';
import {
  type AuditPolicy,
  type Brand,
  type Config,
  DEFAULT_AUDIT,
  DEFAULT_LIFETIMES,
  DEFAULT_PASSWORDS,
  DEFAULT_REGISTRATION,
  DEFAULT_WAITING_REQUESTS_LIMIT,
  type Lifetimes,
  type LogLevel,
  type PasswordPolicy,
  type RegistrationPolicy,
} from './config.js';
import { issuerProblem } from './issuer.js';
import { guessableSecretProblem, publishedCredentials } from './production.js';
import { readMetrics } from './read-metrics.js';
import { Settings } from './settings.js';

const LOG_LEVELS: readonly LogLevel[] = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** Characters. NIST SP 800-63B-4 §3.1.1.2 allows no fewer; what the server makes up has no more. */
const PASSWORD_LENGTHS = [8, 20] as const;

/** The folder of the secrets that a development server makes for itself. */
const DEVELOPMENT_SECRET_FILE = './data/encryption-secret';

/**
 * Reads the configuration from environment variables; each secret also as `NAME_FILE`.
 * @throws ConfigViolations with every violation at once
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  return readSettings(new Settings(environment), environment.NODE_ENV === 'production');
}

/** @throws ConfigViolations with every violation at once */
export function readSettings(settings: Settings, production: boolean): Config {
  const port = settings.integer('PORT', 3000, 0, 65_535);
  const config: Config = {
    production,
    port,
    host: settings.text('HOST', production ? '0.0.0.0' : '127.0.0.1'),
    issuer: readIssuer(settings, port, production),
    databaseUrl: readDatabaseUrl(settings),
    migrateOnStart: settings.flag('MIGRATE_ON_START', true),
    encryptionSecrets: readEncryptionSecrets(settings, production),
    ...settings.optional('bootstrapFile', 'BOOTSTRAP_FILE'),
    workers: readWorkers(settings),
    trustProxy: readNetworks(settings, 'TRUST_PROXY'),
    outgoingNetworks: readNetworks(settings, 'OUTGOING_NETWORKS'),
    logLevel: settings.oneOf('LOG_LEVEL', 'info', LOG_LEVELS),
    logFormat: settings.oneOf('LOG_FORMAT', process.stdout.isTTY ? 'pretty' : 'json', ['json', 'pretty'] as const),
    docsEnabled: settings.flag('DOCS_ENABLED', true),
    brand: readBrand(settings),
    registration: readRegistration(settings),
    audit: readAudit(settings),
    metrics: readMetrics(settings, port, production),
    passwords: readPasswords(settings),
    waitingRequestsLimit: settings.integer('WAITING_REQUESTS_LIMIT', DEFAULT_WAITING_REQUESTS_LIMIT, 100, 1_000_000),
    lifetimes: readLifetimes(settings),
  };
  if (config.workers > 1 && config.databaseUrl === 'sqlite::memory:') {
    settings.violation(
      'WORKERS',
      'must be 1 with DATABASE_URL=sqlite::memory:, because each process would have a database of its own',
    );
  }
  if (production) refusePublished(settings, config);
  settings.throwViolations();
  return Object.freeze(config);
}

function readIssuer(settings: Settings, port: number, production: boolean): string {
  const issuer = settings.text('ISSUER', production ? '' : `http://localhost:${port}`);
  if (issuer === '') {
    settings.violation('ISSUER', 'is required in production: set it to the URL where people and applications come in');
    return issuer;
  }
  const problem = issuerProblem(issuer);
  if (problem) settings.violation('ISSUER', problem);
  return issuer;
}

function readDatabaseUrl(settings: Settings): string {
  const url = settings.text('DATABASE_URL', 'sqlite:./data/gatehouse.sqlite');
  if (!/^(sqlite:.+|postgres(ql)?:\/\/.+)/.test(url)) {
    settings.violation(
      'DATABASE_URL',
      'must be sqlite:PATH, sqlite::memory: or postgres://USER:PASSWORD@HOST:PORT/DATABASE',
    );
  } else if (!url.startsWith('sqlite:')) {
    try {
      readPostgresUrl(url);
    } catch (error) {
      if (!(error instanceof InvalidPostgresUrl)) throw error;
      settings.violation('DATABASE_URL', error.message);
    }
  }
  return url;
}

function readEncryptionSecrets(settings: Settings, production: boolean): readonly string[] {
  const secrets = settings.list('ENCRYPTION_SECRET');
  if (secrets.length === 0 && !production) return [developmentSecret()];
  if (secrets.length === 0)
    settings.violation('ENCRYPTION_SECRET', 'is required in production: set it to at least 32 random characters');
  if (secrets.some((secret) => secret.length < 32))
    settings.violation('ENCRYPTION_SECRET', 'must have at least 32 characters each');
  else if (production)
    for (const problem of new Set(secrets.flatMap((secret) => guessableSecretProblem(secret) ?? [])))
      settings.violation('ENCRYPTION_SECRET', `${problem}: use random ones, such as \`openssl rand -base64 32\` makes`);
  return secrets;
}

/** A bootstrap file that cannot be read or parsed is refused when it is applied. */
function refusePublished(settings: Settings, { bootstrapFile, issuer }: Config): void {
  if (bootstrapFile === undefined) return;
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(bootstrapFile, 'utf8').replace(/^\uFEFF/, ''));
  } catch {
    return;
  }
  for (const { pointer, detail } of publishedCredentials(document, issuer))
    settings.violation('BOOTSTRAP_FILE', `names ${bootstrapFile}, whose ${pointer} ${detail}`);
}

function developmentSecret(): string {
  if (!existsSync(DEVELOPMENT_SECRET_FILE)) {
    mkdirSync('./data', { recursive: true });
    try {
      writeFileSync(DEVELOPMENT_SECRET_FILE, generateSecret(), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return readFileSync(DEVELOPMENT_SECRET_FILE, 'utf8').trim();
}

function readNetworks(settings: Settings, name: string): readonly string[] {
  const networks = settings.list(name);
  for (const network of networks.filter((each) => !isNetwork(each))) {
    settings.violation(name, `must list addresses or CIDR ranges such as 10.0.0.0/8, not "${network}"`);
  }
  return networks;
}

/** Whether this is an IP address, alone or with the length of a network's prefix. */
function isNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  return (
    more.length === 0 && bits > 0 && (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits))
  );
}

function readWorkers(settings: Settings): number {
  if (settings.text('WORKERS', '1') === 'auto') return availableParallelism();
  return settings.integer('WORKERS', 1, 1, 1024);
}

function readBrand(settings: Settings): Brand {
  const colour = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i;
  return {
    name: settings.text('BRAND_NAME', 'Gatehouse'),
    ...settings.optionalUrl('logoUrl', 'BRAND_LOGO_URL'),
    ...settings.optional('accent', 'BRAND_ACCENT', colour, 'a colour such as #1d5c47'),
    ...settings.optional('accentDark', 'BRAND_ACCENT_DARK', colour, 'a colour such as #86d0b0'),
    ...settings.optionalUrl('helpUrl', 'BRAND_HELP_URL'),
    ...settings.optionalUrl('privacyUrl', 'BRAND_PRIVACY_URL'),
  };
}

function readRegistration(settings: Settings): RegistrationPolicy {
  const { access, requirePkce, limit, unusedLifetime } = DEFAULT_REGISTRATION;
  return {
    access: settings.oneOf('CLIENT_REGISTRATION', access, ['closed', 'token', 'open']),
    requirePkce: settings.flag('CLIENT_REGISTRATION_REQUIRE_PKCE', requirePkce),
    limit: settings.integer('CLIENT_REGISTRATION_LIMIT', limit, 1, 1_000_000),
    unusedLifetime: settings.integer('CLIENT_REGISTRATION_UNUSED_LIFETIME', unusedLifetime, 3600, 10 * 366 * 86_400),
  };
}

function readAudit(settings: Settings): AuditPolicy {
  const { url } = settings.optionalUrl('url', 'AUDIT_WEBHOOK_URL');
  const { secret } = settings.optional('secret', 'AUDIT_WEBHOOK_SECRET');
  if (secret !== undefined && !isWebhookSecret(secret))
    settings.violation('AUDIT_WEBHOOK_SECRET', 'must be whsec_ followed by 24 to 64 bytes in base64');
  if ((url === undefined) !== (secret === undefined))
    settings.violation('AUDIT_WEBHOOK_URL', 'and AUDIT_WEBHOOK_SECRET must be set together');
  return {
    retention: settings.integer('AUDIT_RETENTION', DEFAULT_AUDIT.retention, 0, 36_600),
    tokens: settings.flag('AUDIT_TOKENS', DEFAULT_AUDIT.tokens),
    ...(url === undefined || secret === undefined ? {} : { webhook: { url, secret } }),
  };
}

/** Standard Webhooks, "Signature scheme". */
function isWebhookSecret(secret: string): boolean {
  const [, base64] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  const { length } = Buffer.from(base64 ?? '', 'base64');
  return length >= 24 && length <= 64;
}

function readPasswords(settings: Settings): PasswordPolicy {
  const { minLength, minLengthOfAdministrators } = DEFAULT_PASSWORDS;
  return {
    minLength: settings.integer('PASSWORD_MIN_LENGTH', minLength, ...PASSWORD_LENGTHS),
    minLengthOfAdministrators: settings.integer(
      'PASSWORD_MIN_LENGTH_ADMINISTRATORS',
      minLengthOfAdministrators,
      ...PASSWORD_LENGTHS,
    ),
  };
}

function readLifetimes(settings: Settings): Lifetimes {
  const year = 366 * 86_400;
  const seconds = (name: string, fallback: number, least: number, most: number) =>
    settings.integer(name, fallback, least, most);
  const defaults = DEFAULT_LIFETIMES;
  return {
    authorizationCode: seconds('AUTHORIZATION_CODE_LIFETIME', defaults.authorizationCode, 1, 600),
    accessToken: seconds('ACCESS_TOKEN_LIFETIME', defaults.accessToken, 1, 86_400),
    idToken: seconds('ID_TOKEN_LIFETIME', defaults.idToken, 1, 86_400),
    refreshToken: seconds('REFRESH_TOKEN_LIFETIME', defaults.refreshToken, 1, 10 * year),
    refreshTokenIdle: seconds('REFRESH_TOKEN_IDLE_LIFETIME', defaults.refreshTokenIdle, 1, 10 * year),
    refreshTokenGrace: seconds('REFRESH_TOKEN_GRACE', defaults.refreshTokenGrace, 0, 600),
    session: seconds('SESSION_LIFETIME', defaults.session, 1, year),
    sessionIdle: seconds('SESSION_IDLE_LIFETIME', defaults.sessionIdle, 1, year),
    authorizationRequest: seconds('AUTHORIZATION_REQUEST_LIFETIME', defaults.authorizationRequest, 10, 86_400),
    signingKey: seconds('SIGNING_KEY_LIFETIME', defaults.signingKey, 3600, 10 * year),
    clientSecret: seconds('CLIENT_SECRET_LIFETIME', defaults.clientSecret, 0, 10 * year),
  };
}
