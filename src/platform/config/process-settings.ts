import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { generateSecret } from '../crypto/secrets.js';
import { InvalidPostgresUrl, readPostgresUrl } from '../database/postgres-url.js';
import { issuerProblem } from './issuer.js';
import { guessableSecretProblem } from './production.js';
import { Setting, type SettingsReading, type Wrong } from './setting.js';
import { flag, integer, integerOf, listOf, networks, oneOf, optionalText, text } from './setting-types.js';

/** Where secrets that a development server makes for itself are kept. */
const DEVELOPMENT_SECRET_FILE = './data/encryption-secret';

const PORT = integer({
  name: 'PORT',
  about: 'The port that it listens on.',
  fallback: 3000,
  least: 0,
  most: 65_535,
});

const INSECURE_ISSUER = flag({
  name: 'INSECURE_ISSUER',
  about:
    'For containers and tests: whether ISSUER may be plain http on a host that is not loopback. Passwords and tokens then cross the network unprotected, and cookies are not `Secure`.',
  fallback: false,
});

/** Where this server is, and what its process needs. */
export const PROCESS_SETTINGS = {
  /** The issuer URL without a trailing slash (OIDC Discovery §3). */
  issuer: new Setting<string>(
    {
      name: 'ISSUER',
      about:
        'The issuer URL: where people and applications reach this server. It may have a path (https://example.com/auth), below which every address then is. Plain http is for loopback hosts only. Required in production.',
      fallback: defaultIssuer,
      fallbackText: '`http://localhost:$PORT`; in production none',
      example: 'http://localhost:3000',
    },
    (given, wrong, settings) => {
      const problem = issuerProblem(given, settings.value(INSECURE_ISSUER));
      if (problem) wrong(problem);
      return given;
    },
  ),
  insecureIssuer: INSECURE_ISSUER,
  host: text({
    name: 'HOST',
    about: 'The address that it listens on; 0.0.0.0 in production.',
    fallback: ({ production }) => (production ? '0.0.0.0' : '127.0.0.1'),
    fallbackText: '`127.0.0.1`; in production `0.0.0.0`',
    example: '127.0.0.1',
  }),
  port: PORT,
  databaseUrl: new Setting<string>(
    {
      name: 'DATABASE_URL',
      about:
        'sqlite:PATH, sqlite::memory: or postgres://USER:PASSWORD@HOST:PORT/DATABASE; of several hosts (HOST:PORT,HOST:PORT) the first that can be written to is used.',
      fallback: 'sqlite:./data/gatehouse.sqlite',
    },
    readDatabaseUrl,
  ),
  migrateOnStart: flag({
    name: 'MIGRATE_ON_START',
    about: 'Whether pending migrations run at start; several replicas run them exactly once.',
    fallback: true,
  }),
  /** Protects signing keys and other secrets at rest. The first encrypts, all decrypt. */
  encryptionSecrets: new Setting<readonly string[]>(
    {
      name: 'ENCRYPTION_SECRET',
      about:
        'Protects signing keys and other secrets at rest: at least 32 random characters, such as `openssl rand -base64 32` makes. A comma-separated list rotates it: the first encrypts, all decrypt. Required in production, where one that is easy to guess or published in an example is refused; else generated into ./data/.',
      fallback: defaultEncryptionSecrets,
      fallbackText: 'generated into `./data/`; in production none',
    },
    readEncryptionSecrets,
  ),
  bootstrapFile: optionalText({
    name: 'BOOTSTRAP_FILE',
    about:
      'JSON file with clients, resources and users that is applied at every start; its schema is schemas/bootstrap.json. Secrets, passwords, roles and disabled users that were changed since stay, until the file says something else of them.',
  }),
  /** Processes that share the port. */
  workers: new Setting<number>(
    {
      name: 'WORKERS',
      about: 'Processes that share the port: a number, or `auto` for one per core.',
      fallback: 1,
      allowed: '1 to 1024, auto',
    },
    (given, wrong) => (given === 'auto' ? availableParallelism() : integerOf(given, { least: 1, most: 1024 }, wrong)),
  ),
  /** Addresses or CIDR ranges of reverse proxies whose forwarding headers count. */
  trustProxy: networks({
    name: 'TRUST_PROXY',
    about: 'Comma-separated addresses or CIDR ranges of reverse proxies whose forwarding headers count.',
  }),
  /** Addresses or CIDR ranges besides the Internet's that trusted clients may name, such as for back-channel logout. */
  outgoingNetworks: networks({
    name: 'OUTGOING_NETWORKS',
    about:
      'Comma-separated addresses or CIDR ranges of your own network to which requests may go that clients ask for: their keys, request objects, back-channel logout. Only for clients that you registered or let register by a token, and by https. The Internet is always allowed, everything else never.',
  }),
  logLevel: oneOf({ name: 'LOG_LEVEL', about: 'The least important messages that are logged.', fallback: 'info' }, [
    'fatal',
    'error',
    'warn',
    'info',
    'debug',
    'trace',
    'silent',
  ]),
  /** One line for each request, which `logLevel` has to let through. */
  accessLog: flag({
    name: 'ACCESS_LOG',
    about:
      'Whether each request leaves a line of the level info: method, route, status, milliseconds and address, never the query. Without it these lines are of the level debug.',
    fallback: false,
  }),
  logFormat: oneOf(
    {
      name: 'LOG_FORMAT',
      about: 'How messages are written. Left out: pretty on a terminal, else json.',
      fallback: () => (process.stdout.isTTY ? 'pretty' : 'json'),
      fallbackText: '`json`; on a terminal `pretty`',
    },
    ['json', 'pretty'],
  ),
};

function defaultIssuer(settings: SettingsReading, wrong: Wrong): string {
  if (!settings.production) return `http://localhost:${settings.value(PORT)}`;
  wrong('is required in production: set it to the URL where people and applications come in');
  return '';
}

function readDatabaseUrl(given: string, wrong: Wrong): string {
  if (!/^(sqlite:.+|postgres(ql)?:\/\/.+)/.test(given)) {
    wrong('must be sqlite:PATH, sqlite::memory: or postgres://USER:PASSWORD@HOST:PORT/DATABASE');
  } else if (!given.startsWith('sqlite:')) {
    try {
      readPostgresUrl(given);
    } catch (error) {
      if (!(error instanceof InvalidPostgresUrl)) throw error;
      wrong(error.message);
    }
  }
  return given;
}

function readEncryptionSecrets(
  given: string,
  wrong: Wrong,
  { production }: SettingsReading,
): readonly string[] | undefined {
  const secrets = listOf(given);
  if (secrets.length === 0) return undefined;
  if (secrets.some((secret) => secret.length < 32)) wrong('must have at least 32 characters each');
  else if (production)
    for (const problem of new Set(secrets.flatMap((secret) => guessableSecretProblem(secret) ?? [])))
      wrong(`${problem}: use random ones, such as \`openssl rand -base64 32\` makes`);
  return secrets;
}

function defaultEncryptionSecrets({ production, makes }: SettingsReading, wrong: Wrong): readonly string[] {
  if (!production) return makes || existsSync(DEVELOPMENT_SECRET_FILE) ? [developmentSecret()] : [];
  wrong('is required in production: set it to at least 32 random characters');
  return [];
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
