import cluster, { type Worker } from 'node:cluster';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import type { Config } from '../platform/config/config.js';
import { createLogger, type Logger, NestLogger } from '../platform/telemetry/log.js';
import { createApp } from './create-app.js';
import { createFirstUser } from './first-start.js';
import type { GracefulStop } from './graceful-stop.js';
import { listen } from './listen.js';
import { listenForWorkers } from './metrics-listener.js';
import { refusePublishedCredentials } from './published-credentials.js';

/** What the primary tells a worker. */
const STOP = 'stop';

/** Milliseconds before a crashed worker is replaced: doubled for each crash of the last minute. */
const SHORTEST_PAUSE = 250;
const LONGEST_PAUSE = 30_000;
const MEMORY = 60_000;

/**
 * Prepares the database, starts the workers and keeps as many running; resolves when all of them listen.
 * @throws Error if one of them cannot start
 */
export async function startWorkers(config: Config, stop: GracefulStop): Promise<void> {
  const logger = createLogger(config);
  await prepare(config, logger);
  const workers = new Workers(config.workers, logger);
  const metrics = await listenForWorkers(config, logger);
  stop.finish = async () => {
    await workers.stop();
    await metrics.close();
  };
  await workers.start();
}

/** What one process does for all: migrations, the bootstrap file, the first user. */
async function prepare(config: Config, logger: Logger): Promise<void> {
  const options = { logger: new NestLogger(logger), abortOnError: false };
  const context = await NestFactory.createApplicationContext(AppModule.forRoot(config), options);
  await refusePublishedCredentials(context);
  await createFirstUser(context, { isTTY: process.stdout.isTTY, print: console.log });
  await context.close();
}

/** Serves on the port that the primary shares, on a database that it has prepared. */
export async function startWorker(config: Config, stop: GracefulStop): Promise<void> {
  const { bootstrapFile: _applied, ...rest } = config;
  const app = await createApp({ ...rest, migrateOnStart: false });
  await listen(app, config, stop);
  process.on('message', (message) => message === STOP && stop.begin());
}

class Workers {
  private readonly listening = new Set<number>();
  private complete = false;
  private stopping = false;
  private crashes = 0;

  constructor(
    private readonly count: number,
    private readonly logger: Logger,
  ) {}

  async start(): Promise<void> {
    // What cannot be sent to a worker that is ending is lost with it.
    cluster.on('fork', (worker) =>
      worker.on('error', (err) => this.logger.warn({ err }, 'a worker cannot be reached')),
    );
    await new Promise<void>((resolve, reject) => {
      cluster.on('listening', (worker) => {
        this.logger.info({ worker: worker.process.pid }, 'a worker process listens');
        this.listening.add(worker.id);
        if (this.listening.size === this.count) resolve();
      });
      cluster.on('exit', (worker, code, signal) => {
        if (this.complete) this.replace(worker, code, signal);
        else if (!this.stopping) reject(couldNotStart(signal ?? `exit code ${code}`));
      });
      for (let started = 0; started < this.count; started++) cluster.fork();
    });
    this.complete = true;
  }

  private replace(worker: Worker, code: number, signal: string | null): void {
    if (this.stopping) return;
    const pause = Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** this.crashes);
    this.logger.error({ worker: worker.process.pid, code, signal, pause }, 'a worker process ended; it is replaced');
    this.crashes++;
    setTimeout(() => this.crashes--, MEMORY).unref();
    setTimeout(() => this.stopping || cluster.fork(), pause);
  }

  /** Resolves when every worker has finished what it was doing. */
  async stop(): Promise<void> {
    this.stopping = true;
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    await Promise.all(
      workers.map(async (worker) => {
        const ended = new Promise((resolve) => worker.once('exit', resolve));
        if (this.listening.has(worker.id)) worker.send(STOP);
        else worker.process.kill();
        await ended;
      }),
    );
  }
}

/** The worker has said why. */
function couldNotStart(end: string): Error {
  return Object.assign(new Error(`a worker process could not start: it ended with ${end}`), { code: 'WORKER_ENDED' });
}
