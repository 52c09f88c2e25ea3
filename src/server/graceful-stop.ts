import cluster from 'node:cluster';

/** Milliseconds for finishing what is in flight. A worker may take a little longer than the primary, which then ends it. */
const DEADLINE = cluster.isWorker ? 20_000 : 15_000;

/** Milliseconds in which a signal counts once: a terminal sends it to npm and to us, and npm passes it on. */
const ECHO = 500;

/** How this process stops. */
export class GracefulStop {
  /** Finishes what is in flight; before anything is served, that is nothing. */
  finish: () => Promise<void> = async () => undefined;
  private begun = false;

  /** From now on stops at SIGTERM or SIGINT. A second signal forces exit code 1. */
  onSignals(): this {
    let impatient = false;
    const onSignal = () => {
      if (impatient) process.exit(1);
      if (this.begun) return;
      setTimeout(() => {
        impatient = true;
      }, ECHO).unref();
      this.begin();
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
    return this;
  }

  /** Stops and exits: 0, or 1 if that fails or takes too long. */
  begin(): void {
    if (this.begun) return;
    this.begun = true;
    setTimeout(() => process.exit(1), DEADLINE).unref();
    void this.exit();
  }

  private async exit(): Promise<void> {
    try {
      await this.finish();
      process.exit(0);
    } catch (error) {
      console.error(error);
      process.exit(1);
    }
  }
}
