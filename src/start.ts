import cluster from 'node:cluster';
import { createApp } from './create-app.js';
import { configFromEnvironment, explain } from './environment.js';
import { welcome } from './first-start.js';
import { stopOnSignals } from './graceful-stop.js';
import type { Config } from './platform/config/config.js';
import { UsersService } from './users/users.service.js';
import { startWorker, startWorkers } from './workers.js';

/** Serves as the environment says; ends the process with exit code 1 where it cannot start. */
export async function serve(): Promise<void> {
  try {
    await startServer(configFromEnvironment());
  } catch (error) {
    console.error(explain(error));
    process.exit(1);
  }
}

/** Starts to listen, in this process or in several, and says so. */
async function startServer(config: Config): Promise<void> {
  if (cluster.isWorker) return startWorker(config);
  if (config.workers > 1) await startWorkers(config);
  else await startAlone(config);
  console.log(`listening on ${config.issuer}`);
}

async function startAlone(config: Config): Promise<void> {
  const app = await createApp(config);
  await app.init();
  await welcome(app.get(UsersService), { isTTY: process.stdout.isTTY, print: console.log });
  await app.listen(config.port, config.host);
  stopOnSignals(() => app.close());
}
