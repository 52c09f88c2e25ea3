import cluster from 'node:cluster';
import type { Config } from '../platform/config/config.js';
import { isInsecure } from '../platform/config/issuer.js';
import { explain } from '../platform/telemetry/explain.js';
import { createApp } from './create-app.js';
import { configFromEnvironment } from './environment.js';
import { createFirstUser } from './first-start.js';
import type { GracefulStop } from './graceful-stop.js';
import { listen } from './listen.js';
import { refusePublishedCredentials } from './published-credentials.js';
import { startWorker, startWorkers } from './workers.js';

/** Serves as the environment says, until it is to stop; ends the process with exit code 1 if it cannot start. */
export async function serve(stop: GracefulStop): Promise<void> {
  try {
    await startServer(configFromEnvironment({}, { applies: cluster.isPrimary }), stop);
  } catch (error) {
    console.error(explain(error));
    process.exit(1);
  }
}

/** Starts to listen, in this process or in several, and says so. */
async function startServer(config: Config, stop: GracefulStop): Promise<void> {
  if (cluster.isWorker) return startWorker(config, stop);
  if (config.workers > 1) await startWorkers(config, stop);
  else await startAlone(config, stop);
  if (isInsecure(config.issuer))
    console.warn(
      `warning: ${config.issuer} is plain http (INSECURE_ISSUER): passwords and tokens can be read on the way; only for containers and tests`,
    );
  console.log(`listening on ${config.issuer}`);
}

async function startAlone(config: Config, stop: GracefulStop): Promise<void> {
  const app = await createApp(config);
  await app.init();
  await refusePublishedCredentials(app);
  await createFirstUser(app, { isTTY: process.stdout.isTTY, print: console.log });
  await listen(app, config, stop);
}
