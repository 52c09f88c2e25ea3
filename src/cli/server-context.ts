import type { INestApplicationContext } from '@nestjs/common';
import type { Config } from '../platform/config/config.js';
import { configFromEnvironment } from '../server/environment.js';

/** Does work with the parts of the server, without its HTTP edge, and closes them afterwards. */
export async function withServer<T>(
  work: (server: INestApplicationContext) => Promise<T>,
  overrides: Partial<Config> = {},
): Promise<T> {
  const { bootstrapFile: _notNow, ...config } = configFromEnvironment();
  const { NestFactory } = await import('@nestjs/core');
  const { AppModule } = await import('../app.module.js');
  // The log shares the standard output with what the command prints.
  const module = AppModule.forRoot({ ...config, logLevel: 'silent', ...overrides });
  const server = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}
