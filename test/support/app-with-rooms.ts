import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../src/app.module.js';
import type { Config } from '../../src/platform/config/config.js';
import type { Room } from '../../src/platform/declarations.js';
import { setUpApp } from '../../src/server/set-up-app.js';
import { type TestApp, testConfig } from './test-app.js';
import type { TestDialect } from './test-database.js';

/**
 * The server with further rooms, listening on a free port of this machine.
 * @param prepare runs before the server starts, as a migration of the rooms would
 */
export async function createAppWithRooms(
  rooms: readonly Room[],
  overrides: Partial<Config> & { dialect?: TestDialect } = {},
  prepare: (app: NestFastifyApplication) => Promise<unknown> = async () => undefined,
): Promise<TestApp> {
  const config = await testConfig(overrides);
  const module = AppModule.forRoot(config, { rooms });
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), {
    logger: false,
    abortOnError: false,
  });
  await prepare(app);
  await setUpApp(app);
  await app.listen(config.port, config.host);
  return { app, config, close: () => app.close() };
}
