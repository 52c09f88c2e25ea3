import type { Config } from '../../platform/config/config.js';
import { readPostgresUrl } from '../../platform/database/postgres-url.js';
import { FREE_FAILURES, LONGEST_BLOCK, WINDOW } from '../../platform/throttling/throttle.js';
import { VERSION } from '../../platform/version.js';

/** Members whose value no one may see, if it is text. */
const SECRET = /secret|password|passphrase|private|credential|token/i;

/**
 * Everything this server goes by, under snake_case names: the whole configuration, so that a new setting shows up by
 * itself, and what is fixed. Of a secret it says only whether it is set, of an address nothing but where it is.
 */
export function effectiveSettings({ databaseUrl, roomSettings, ...config }: Config): Readonly<Record<string, unknown>> {
  const { audit, bootstrapFile = null } = config;
  const metrics = { port: null, token: '', ...config.metrics };
  const webhook = audit.webhook ?? { url: null, secret: '' };
  return {
    version: VERSION,
    node_version: process.version,
    database: databaseOf(databaseUrl),
    ...(shown({ ...config, bootstrapFile, audit: { ...audit, webhook }, metrics, ...roomSettings }) as object),
    throttles: shown({ freeFailures: FREE_FAILURES, window: WINDOW, longestBlock: LONGEST_BLOCK }),
  };
}

function databaseOf(url: string): Readonly<Record<string, string>> {
  const [, path] = /^sqlite:(.*)$/.exec(url) ?? [];
  if (path !== undefined) return { dialect: 'sqlite', path };
  const { places, database } = readPostgresUrl(url);
  return { dialect: 'postgres', host: places.join(), name: database };
}

function shown(value: unknown, name = ''): unknown {
  if (typeof value === 'string') return SECRET.test(name) ? isSet(value) : withoutCredentials(value);
  if (Array.isArray(value)) return SECRET.test(name) ? isSet(value) : value.map((each) => shown(each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([member, each]) => [snakeCase(member), shown(each, member)]));
}

function isSet({ length }: string | readonly unknown[]): string {
  return length > 0 ? 'set' : 'not set';
}

/** Keeps no part of a URL in which a secret may be. */
function withoutCredentials(text: string): string {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || !URL.canParse(text)) return text;
  const { protocol, host, pathname } = new URL(text);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
