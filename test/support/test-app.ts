import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Extensions } from '../../src/app.module.js';
import {
  type Config,
  DEFAULT_AUDIT,
  DEFAULT_LIFETIMES,
  DEFAULT_PASSWORDS,
  DEFAULT_REGISTRATION,
  DEFAULT_WAITING_REQUESTS_LIMIT,
} from '../../src/platform/config/config.js';
import { createApp } from '../../src/server/create-app.js';
import { freePort } from './free-port.js';
import { newDatabaseUrl, type TestDialect } from './test-database.js';

/** By which the metrics of a test's server may be read. */
export const METRICS_TOKEN = 'a-token-for-metrics-of-the-tests-0123456789';

/** A configuration for tests: everything has a valid default. */
export async function testConfig(overrides: Partial<Config> & { dialect?: TestDialect } = {}): Promise<Config> {
  const { dialect = 'sqlite', ...rest } = overrides;
  const port = rest.port ?? (await freePort());
  return {
    issuer: `http://localhost:${port}`,
    insecureIssuer: false,
    production: false,
    host: '127.0.0.1',
    port,
    databaseUrl: rest.databaseUrl ?? (await newDatabaseUrl(dialect)),
    migrateOnStart: true,
    encryptionSecrets: ['a-secret-of-the-tests-0123456789abcdef'],
    workers: 1,
    trustProxy: [],
    outgoingNetworks: [],
    logLevel: 'silent',
    logFormat: 'json',
    accessLog: false,
    docsEnabled: true,
    brand: { name: 'Example Corp' },
    registration: DEFAULT_REGISTRATION,
    audit: DEFAULT_AUDIT,
    metrics: { token: METRICS_TOKEN },
    tracing: { serviceName: 'gatehouse' },
    passwords: DEFAULT_PASSWORDS,
    waitingRequestsLimit: DEFAULT_WAITING_REQUESTS_LIMIT,
    lifetimes: DEFAULT_LIFETIMES,
    ...rest,
  };
}

export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly config: Config;
  close(): Promise<void>;
}

/** The whole server, listening on a free port of this machine. */
export async function createTestApp(
  overrides: Partial<Config> & { dialect?: TestDialect } = {},
  extensions: Extensions = {},
): Promise<TestApp> {
  const config = await testConfig(overrides);
  const app = await createApp(config, extensions);
  await app.listen(config.port, config.host);
  const close = () => {
    // A test may have left an answer unread, which keeps its connection busy.
    app.getHttpServer().closeAllConnections();
    return app.close();
  };
  return { app, config, close };
}
