import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { AppModule } from '../app.module.js';
import {
  type AuditPolicy,
  type Config,
  DEFAULT_AUDIT,
  DEFAULT_LIFETIMES,
  DEFAULT_PASSWORDS,
  DEFAULT_REGISTRATION,
  DEFAULT_WAITING_REQUESTS_LIMIT,
  type Lifetimes,
  type PasswordPolicy,
  type RegistrationPolicy,
} from '../platform/config/config.js';
import { issuerPath, issuerProblem } from '../platform/config/issuer.js';
import { metricsTokenProblem } from '../platform/config/metrics-token.js';
import { ConfigViolations } from '../platform/config/settings.js';
import type { Room } from '../platform/declarations.js';
import type { UserStore } from '../users/user-store.js';

/** What a host application decides; everything else has the defaults of the stand-alone server. */
export interface GatehouseOptions
  extends Partial<
    Omit<Config, 'lifetimes' | 'passwords' | 'registration' | 'audit' | 'issuer' | 'databaseUrl' | 'encryptionSecrets'>
  > {
  readonly issuer: string;
  readonly databaseUrl: string;
  /** At least one, of at least 32 characters each. */
  readonly encryptionSecrets: readonly string[];
  readonly lifetimes?: Partial<Lifetimes>;
  readonly passwords?: Partial<PasswordPolicy>;
  readonly registration?: Partial<RegistrationPolicy>;
  readonly audit?: Partial<AuditPolicy>;
  /** Where end-users come from; left out: the built-in store. */
  readonly userStore?: Type<UserStore>;
  /** Further rooms of the host application: modules with `@Declares(...)`. */
  readonly rooms?: readonly Room[];
}

/**
 * Mounts the whole authorization server in another Nest application (on Fastify).
 * The host calls {@link setUpApp} on its application before it listens.
 */
@Module({})
export class GatehouseModule {
  /** @throws ConfigViolations if an option is wrong */
  static forRoot({ userStore, rooms = [], ...options }: GatehouseOptions): DynamicModule {
    return { module: GatehouseModule, imports: [AppModule.forRoot(configOf(options), { userStore, rooms })] };
  }
}

function configOf(options: Omit<GatehouseOptions, 'userStore' | 'rooms'>): Config {
  const problem = issuerProblem(options.issuer, options.insecureIssuer) ?? pathProblem(options.issuer);
  const weak = options.encryptionSecrets.length === 0 || options.encryptionSecrets.some((secret) => secret.length < 32);
  const { token } = options.metrics ?? {};
  const tokenProblem = token === undefined ? undefined : metricsTokenProblem(token, false);
  const violations = [
    ...(problem ? [`issuer ${problem}`] : []),
    ...(weak ? ['encryptionSecrets must have at least one, of at least 32 characters each'] : []),
    ...(tokenProblem ? [`metrics.token ${tokenProblem}`] : []),
  ];
  if (violations.length > 0) throw new ConfigViolations(violations);
  return Object.freeze({
    production: true,
    host: '127.0.0.1',
    port: 3000,
    insecureIssuer: false,
    migrateOnStart: true,
    workers: 1,
    trustProxy: [],
    outgoingNetworks: [],
    logLevel: 'info',
    logFormat: 'json',
    accessLog: false,
    docsEnabled: false,
    brand: { name: 'Gatehouse' },
    metrics: {},
    tracing: { serviceName: 'gatehouse' },
    waitingRequestsLimit: DEFAULT_WAITING_REQUESTS_LIMIT,
    ...options,
    lifetimes: { ...DEFAULT_LIFETIMES, ...options.lifetimes },
    passwords: { ...DEFAULT_PASSWORDS, ...options.passwords },
    registration: { ...DEFAULT_REGISTRATION, ...options.registration },
    audit: { ...DEFAULT_AUDIT, ...options.audit },
  });
}

/** The routes of a host application are at the root, and so are those that come with it. */
function pathProblem(issuer: string): string | undefined {
  const path = issuerPath(issuer);
  if (path === '') return undefined;
  const { origin } = new URL(issuer);
  return `must not have the path ${path} in a host application, whose routes are at the root: either make it ${origin}, or run the server by itself (gatehouse serve with ISSUER=${issuer})`;
}
