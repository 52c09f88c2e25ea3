import { readConfig } from '../../platform/config/read-config.js';
import { effectiveSettings } from './settings.js';

const CANARY = 'canary0123456789canary0123456789';
const WEBHOOK_SECRET = `whsec_${Buffer.from(CANARY).toString('base64')}`;
const ENVIRONMENT = {
  NODE_ENV: 'production',
  ISSUER: 'https://login.example.com',
  ENCRYPTION_SECRET: `${CANARY},another-${CANARY}`,
  DATABASE_URL: `postgres://gatehouse:${CANARY}@db.example:5433/people?sslpassword=${CANARY}`,
  AUDIT_WEBHOOK_URL: `https://me:${CANARY}@siem.example/in?token=${CANARY}`,
  AUDIT_WEBHOOK_SECRET: WEBHOOK_SECRET,
  METRICS_TOKEN: CANARY,
  TRUST_PROXY: '10.0.0.0/8',
  SESSION_LIFETIME: '7200',
};

/** The path of every value that is no object, such as `lifetimes.accessToken`. */
function leaves(value: unknown, path: readonly string[] = []): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path.join('.')];
  return Object.entries(value).flatMap(([name, each]) => leaves(each, [...path, name]));
}

const snakeCase = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

describe('the settings overview', () => {
  const config = readConfig(ENVIRONMENT);
  const settings = effectiveSettings(config);

  it('has every setting that there is', () => {
    const { databaseUrl, ...rest } = config;
    const present = new Set(leaves(settings));
    expect(
      leaves(rest)
        .map(snakeCase)
        .filter((path) => !present.has(path)),
    ).toEqual([]);
    expect([...present]).toEqual(expect.arrayContaining(['bootstrap_file', 'version', 'throttles.window']));
    expect(settings).toMatchObject({
      issuer: 'https://login.example.com',
      database: { dialect: 'postgres', host: 'db.example:5433', name: 'people' },
      trust_proxy: ['10.0.0.0/8'],
      registration: { access: 'closed', require_pkce: true },
      lifetimes: { session: 7200, client_secret: 0 },
      workers: 1,
    });
  });

  it('says of a secret only whether it is set', () => {
    expect(JSON.stringify(settings)).not.toMatch(new RegExp(`canary|${WEBHOOK_SECRET}`));
    expect(settings).toMatchObject({
      encryption_secrets: 'set',
      metrics: { port: null, token: 'set' },
      audit: { webhook: { url: 'https://siem.example/in', secret: 'set' } },
    });
    const { AUDIT_WEBHOOK_URL, AUDIT_WEBHOOK_SECRET, METRICS_TOKEN, ...without } = ENVIRONMENT;
    expect(effectiveSettings(readConfig(without))).toMatchObject({
      metrics: { token: 'not set' },
      audit: { webhook: { url: null, secret: 'not set' } },
    });
  });

  it('shows a new setting by itself, and hides it if its name or its form says that it is a secret', () => {
    const mail = {
      from: 'us@example.com',
      smtpUrl: `smtp://us:${CANARY}@mail.example:25`,
      smtpPassword: CANARY,
      oauth: { endpoint: `https://id.example/token?secret=${CANARY}`, clientId: 'us', clientSecret: CANARY },
      privateKeys: [],
    };
    expect(effectiveSettings({ ...config, roomSettings: { mail } })).toMatchObject({
      mail: {
        from: 'us@example.com',
        smtp_url: 'smtp://mail.example:25',
        smtp_password: 'set',
        oauth: { endpoint: 'https://id.example/token', client_id: 'us', client_secret: 'set' },
        private_keys: 'not set',
      },
    });
  });

  it('names the file of an SQLite database', () => {
    const { database } = effectiveSettings(readConfig({ ...ENVIRONMENT, DATABASE_URL: 'sqlite:./data/a.sqlite' }));
    expect(database).toEqual({ dialect: 'sqlite', path: './data/a.sqlite' });
  });
});
