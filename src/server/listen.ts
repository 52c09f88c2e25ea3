import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '../platform/config/config.js';
import { Connections } from '../platform/http/connections.js';
import type { GracefulStop } from './graceful-stop.js';

/** Listens until the process stops. */
export async function listen(
  app: NestFastifyApplication,
  { port, host }: Pick<Config, 'port' | 'host'>,
  stop: GracefulStop,
): Promise<void> {
  await app.listen(port, host);
  stop.finish = async () => {
    await app.get(Connections).answerLast();
    await app.close();
  };
}
