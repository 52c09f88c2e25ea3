import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { SERVER_SETTINGS } from './config.js';
import { readConfig } from './read-config.js';
import { settingsOf } from './setting.js';
import type { ConfigViolations } from './settings.js';

const SECRET = '0123456789abcdef0123456789abcdef';
const read = (environment: Record<string, string>) => readConfig({ ENCRYPTION_SECRET: SECRET, ...environment });

const PRODUCTION = {
  NODE_ENV: 'production',
  ISSUER: 'https://login.example.com',
  ENCRYPTION_SECRET: 'Zk3uPq8WmR5tYx1vBn7cLs9dFg2hJa4e',
};

/** The names in the order they are complained about. */
function violationsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    return (error as ConfigViolations).violations;
  }
  return [];
}

describe('the configuration', () => {
  it('has a default for everything', () => {
    expect(read({})).toMatchObject({
      issuer: 'http://localhost:3000',
      production: false,
      host: '127.0.0.1',
      port: 3000,
      databaseUrl: 'sqlite:./data/gatehouse.sqlite',
      migrateOnStart: true,
      encryptionSecrets: [SECRET],
      workers: 1,
      trustProxy: [],
      outgoingNetworks: [],
      docsEnabled: true,
      brand: { name: 'Gatehouse' },
      lifetimes: { authorizationCode: 60, accessToken: 600 },
    });
    expect(read({ PORT: '4000' }).issuer).toBe('http://localhost:4000');
    expect(readConfig(PRODUCTION).host).toBe('0.0.0.0');
  });

  it('cannot be changed', () => expect(Object.isFrozen(read({}))).toBe(true));

  it('counts an empty value as left out', () => {
    expect(read({ PORT: '', BOOTSTRAP_FILE: '', LOG_LEVEL: '' })).toEqual(read({}));
  });

  it('is refused with every mistake at once', () => {
    const environment = {
      NODE_ENV: 'production',
      ISSUER: 'http://login.example.com',
      PORT: '70000',
      DATABASE_URL: 'mysql://localhost',
      WORKERS: 'many',
      TRUST_PROXY: 'true',
      OUTGOING_NETWORKS: 'intranet',
      LOG_LEVEL: 'loud',
      DOCS_ENABLED: 'yes',
      METRICS_PORT: '0',
      METRICS_TOKEN: 'short',
      BRAND_ACCENT: 'green',
      BRAND_HELP_URL: 'javascript:alert(1)',
      AUTHORIZATION_CODE_LIFETIME: '601',
      SESSION_LIFETIME: '-1',
    };
    const names = violationsOf(environment).map((violation) => violation.split(' ')[0]);
    const { NODE_ENV: _, ...wrong } = environment;
    expect(names.toSorted()).toEqual([...Object.keys(wrong), 'ENCRYPTION_SECRET'].toSorted());
  });

  it.each([
    ['https://login.example.com/', 'slash'],
    ['https://login.example.com/auth/', 'slash: write https://login.example.com/auth'],
    ['https://login.example.com//auth', 'path'],
    ['https://login.example.com/a/../auth', 'path'],
    ['https://login.example.com/%61uth', 'path'],
    ['https://login.example.com/auth;v=1', 'path'],
    ['https://login.example.com?x=1', 'query'],
    ['https://login.example.com/auth?', 'query'],
    ['https://login.example.com/auth#', 'fragment'],
    ['https://user@login.example.com', 'user information'],
    ['login.example.com', 'absolute URL'],
    ['http://192.0.2.1', 'https'],
    ['http://auth-server:3000', 'INSECURE_ISSUER=true'],
    ['ftp://login.example.com', 'https'],
    ['HTTPS://login.example.com', 'small letters'],
    [' https://login.example.com', 'small letters'],
  ])('has no issuer like %s', (issuer, problem) => {
    expect(violationsOf({ ENCRYPTION_SECRET: SECRET, ISSUER: issuer })).toEqual([expect.stringContaining(problem)]);
  });

  it.each(['https://example.com/auth', 'https://example.com/realms/main', 'http://localhost:3000/auth'])(
    'may have an issuer with a path: %s',
    (issuer) => expect(read({ ISSUER: issuer }).issuer).toBe(issuer),
  );

  it('takes plain http on a named host only if it is told so', () => {
    const insecure = { ENCRYPTION_SECRET: SECRET, ISSUER: 'http://auth-server:3000/auth', INSECURE_ISSUER: 'true' };
    expect(readConfig(insecure)).toMatchObject({ issuer: insecure.ISSUER, insecureIssuer: true });
    expect(violationsOf({ ...insecure, INSECURE_ISSUER: 'yes' })).toHaveLength(2);
    expect(violationsOf({ ...insecure, ISSUER: 'ftp://auth-server' })).toEqual(['ISSUER must use https']);
  });

  it('trusts proxies by address', () => {
    const proxies = ['127.0.0.1', '::1', '10.0.0.0/8', 'fd00::/8'];
    expect(read({ TRUST_PROXY: proxies.join(', ') }).trustProxy).toEqual(proxies);
    const wrong = ['true', '1', 'proxy.example.com', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '::/129'];
    expect(violationsOf({ ENCRYPTION_SECRET: SECRET, TRUST_PROXY: wrong.join(',') })).toEqual(
      wrong.map((each) => expect.stringContaining(`not "${each}"`)),
    );
  });

  it('has a database that can be written to', () => {
    const standby = { ENCRYPTION_SECRET: SECRET, DATABASE_URL: 'postgres://a,b/c?target_session_attrs=standby' };
    expect(violationsOf(standby)).toEqual([
      expect.stringMatching(/^DATABASE_URL has target_session_attrs=standby; it must/),
    ]);
  });

  it('has several processes on one database, never one in memory for each', () => {
    const memory = { ENCRYPTION_SECRET: SECRET, DATABASE_URL: 'sqlite::memory:' };
    expect(violationsOf({ ...memory, WORKERS: '2' })).toEqual([expect.stringMatching(/^WORKERS must be 1/)]);
    expect(read({ ...memory, WORKERS: '1' }).workers).toBe(1);
    expect(read({ WORKERS: 'auto' }).workers).toBeGreaterThanOrEqual(1);
  });

  it('takes a secret from the file that NAME_FILE names', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'gatehouse-')), 'secret');
    writeFileSync(path, `${SECRET}-new, ${SECRET}\n`);
    expect(readConfig({ ENCRYPTION_SECRET_FILE: path }).encryptionSecrets).toEqual([`${SECRET}-new`, SECRET]);
    expect(violationsOf({ ENCRYPTION_SECRET: SECRET, ENCRYPTION_SECRET_FILE: path })).toEqual([
      expect.stringContaining('ENCRYPTION_SECRET is set together with ENCRYPTION_SECRET_FILE'),
    ]);
    expect(violationsOf({ ENCRYPTION_SECRET: SECRET, DATABASE_URL_FILE: `${path}.missing` })).toEqual([
      expect.stringContaining('cannot be read'),
    ]);
  });

  it('names its issuer in production, and needs none else', () => {
    const { ISSUER: _, ...rest } = PRODUCTION;
    expect(violationsOf(rest)).toEqual([expect.stringMatching(/^ISSUER is required in production/)]);
    expect(violationsOf({ ...PRODUCTION, ISSUER: 'http://localhost:3000' })).toEqual([]);
  });

  it.each([
    'only-for-the-demo-0123456789-abcdefghij',
    'x'.repeat(64),
    'changeme'.repeat(4),
    'password1234'.repeat(3),
    '0123456789abcdef0123456789abcdef',
    'abcdefghijklmnopqrstuvwxyz012345',
  ])('has no secret like %s in production', (secret) => {
    const violation = expect.stringMatching(/^ENCRYPTION_SECRET .*openssl rand/);
    expect(violationsOf({ ...PRODUCTION, ENCRYPTION_SECRET: secret })).toEqual([violation]);
    expect(violationsOf({ ENCRYPTION_SECRET: secret })).toEqual([]);
  });

  it('has metrics on a port of their own or behind a token that is hard to guess', () => {
    const token = 'Zk3uPq8WmR5tYx1vBn7cLs9dFg2hJa4e+/==';
    expect(read({}).metrics).toEqual({});
    expect(read({ METRICS_PORT: '9464' }).metrics).toEqual({ port: 9464 });
    expect(read({ METRICS_TOKEN: token }).metrics).toEqual({ token });
    const wrong: [Record<string, string>, RegExp][] = [
      [{ METRICS_TOKEN: token.slice(0, 31) }, /^METRICS_TOKEN must have at least 32 characters/],
      [{ METRICS_TOKEN: `${token} ${token}` }, /^METRICS_TOKEN must have only/],
      [{ METRICS_TOKEN: 'x'.repeat(64) }, /^METRICS_TOKEN .*openssl rand/],
      [{ METRICS_TOKEN: token, METRICS_PORT: '9464' }, /^METRICS_TOKEN cannot be set together with METRICS_PORT/],
      [{ METRICS_PORT: '3000' }, /^METRICS_PORT must be another port than PORT/],
    ];
    for (const [settings, violation] of wrong)
      expect(violationsOf({ ...PRODUCTION, ...settings })).toEqual([expect.stringMatching(violation)]);
  });

  it('takes every random secret in production', () => {
    for (let round = 0; round < 200; round++)
      for (const encoding of ['hex', 'base64', 'base64url'] as const)
        expect(violationsOf({ ...PRODUCTION, ENCRYPTION_SECRET: randomBytes(24).toString(encoding) })).toEqual([]);
  });

  it('refuses what the demo publishes in production, all in one message', () => {
    const BOOTSTRAP_FILE = 'examples/bootstrap.json';
    expect(violationsOf({ NODE_ENV: 'production', ISSUER: PRODUCTION.ISSUER, BOOTSTRAP_FILE })).toEqual([
      expect.stringMatching(/^ENCRYPTION_SECRET is required/),
      expect.stringMatching(/^BOOTSTRAP_FILE .*\/clients\/0\/client_secret is published/),
      expect.stringMatching(/^BOOTSTRAP_FILE .*\/users\/0\/password is published/),
      expect.stringMatching(/^BOOTSTRAP_FILE .*\/users\/1\/password is published/),
    ]);
    expect(read({ BOOTSTRAP_FILE }).bootstrapFile).toBe(BOOTSTRAP_FILE);
  });

  it('has short secrets nowhere', () => {
    expect(violationsOf({ ENCRYPTION_SECRET: `${SECRET},short` })).toEqual([
      expect.stringContaining('32 characters each'),
    ]);
  });

  it('sends audit events only if it knows the address and how to sign them', () => {
    const AUDIT_WEBHOOK_URL = 'https://siem.example/hook';
    const AUDIT_WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 'x').toString('base64')}`;
    expect(
      read({ AUDIT_WEBHOOK_URL, AUDIT_WEBHOOK_SECRET, AUDIT_RETENTION: '365', AUDIT_TOKENS: 'true' }).audit,
    ).toEqual({
      retention: 365,
      tokens: true,
      webhook: { url: AUDIT_WEBHOOK_URL, secret: AUDIT_WEBHOOK_SECRET },
    });
    const violations = (environment: Record<string, string>) =>
      violationsOf({ ENCRYPTION_SECRET: SECRET, ...environment });
    expect(violations({ AUDIT_WEBHOOK_URL })).toEqual([expect.stringContaining('must be set together')]);
    expect(violations({ AUDIT_WEBHOOK_SECRET })).toEqual([expect.stringContaining('must be set together')]);
    for (const secret of ['x'.repeat(40), 'whsec_c2hvcnQ=', `whsec_${'A'.repeat(88)}`])
      expect(violations({ AUDIT_WEBHOOK_URL, AUDIT_WEBHOOK_SECRET: secret })).toEqual([
        expect.stringContaining('24 to 64 bytes'),
      ]);
  });

  it('is documented in .env.example, with its defaults', () => {
    const example = parseEnv(readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8'));
    const names = settingsOf(SERVER_SETTINGS).map(({ name }) => name);
    // Those of rooms are beside them: test/architecture/settings.spec.ts.
    expect(Object.keys(example)).toEqual(expect.arrayContaining(names));
    expect(read(example as Record<string, string>)).toEqual({ ...read({}), encryptionSecrets: expect.anything() });
  });
});
