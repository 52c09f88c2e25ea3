import { TRACING } from '../telemetry/tracing/tracing-settings.js';
import { LIFETIMES } from './lifetimes.js';
import { AUDIT, BRAND, METRICS, PASSWORDS, REGISTRATION } from './policies.js';
import { PROCESS_SETTINGS } from './process-settings.js';
import type { Values } from './setting.js';
import { flag, integer } from './setting-types.js';
import { defaultsOf } from './settings.js';

/** KiB of authorization requests of one network that may wait for people; ten times as much in all. */
const WAITING_REQUESTS_LIMIT = integer({
  name: 'WAITING_REQUESTS_LIMIT',
  about:
    'How many KiB of authorization requests of one network may wait for people to sign in. Ordinary requests count as 1 KiB each; ten times as much may wait in all.',
  fallback: 50_000,
  least: 100,
  most: 1_000_000,
});

/** Every setting of the server, each said once: its variable, type, default, bounds and what it is for. */
export const SERVER_SETTINGS = {
  ...PROCESS_SETTINGS,
  metrics: METRICS,
  tracing: TRACING,
  /** Whether the API documentation is served. */
  docsEnabled: flag({
    name: 'DOCS_ENABLED',
    about: 'Whether the API documentation is served at /docs.',
    fallback: true,
  }),
  registration: REGISTRATION,
  audit: AUDIT,
  brand: BRAND,
  passwords: PASSWORDS,
  lifetimes: LIFETIMES,
  waitingRequestsLimit: WAITING_REQUESTS_LIMIT,
};

/** The configuration of a running server: complete, checked and frozen. Lifetimes are in seconds. */
export interface Config extends Values<typeof SERVER_SETTINGS> {
  readonly production: boolean;
  /**
   * What a command does with the database, which must be there: `read` writes nothing, not even what is due; `change` makes no
   * database. Left out: it is made if there is none.
   */
  readonly databaseUse?: 'read' | 'change';
  /** Of the rooms that declare settings, by their sections; rooms get them by injection. */
  readonly roomSettings?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** See {@link Config.databaseUse}. */
export type DatabaseUse = NonNullable<Config['databaseUse']>;

/** How the pages present the organisation. */
export type Brand = Config['brand'];
export type RegistrationPolicy = Config['registration'];
export type AuditPolicy = Config['audit'];
export type PasswordPolicy = Config['passwords'];
export type Lifetimes = Config['lifetimes'];
/** A receiver of Standard Webhooks, and the key of its signatures. */
export type Webhook = NonNullable<AuditPolicy['webhook']>;

/** The injection token of {@link Config}. */
export const CONFIG = Symbol('Config');

export const DEFAULT_REGISTRATION: RegistrationPolicy = defaultsOf(REGISTRATION);
export const DEFAULT_AUDIT: AuditPolicy = defaultsOf(AUDIT);
export const DEFAULT_PASSWORDS: PasswordPolicy = defaultsOf(PASSWORDS);
export const DEFAULT_LIFETIMES: Lifetimes = defaultsOf(LIFETIMES);
export const DEFAULT_WAITING_REQUESTS_LIMIT: number = defaultsOf({ WAITING_REQUESTS_LIMIT }).WAITING_REQUESTS_LIMIT;
