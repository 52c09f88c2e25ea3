import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { periodic } from '../platform/schedule/periodic-work.js';
import { Schedule } from '../platform/schedule/schedule.js';
import { LOGGER, type Logger } from '../platform/telemetry/log.js';
import { AuditService } from './audit.service.js';
import { AuditChain } from './audit-chain.service.js';

/** Seconds until the events of this process are sealed, and until it looks for events that other processes left. */
const SOON = 1;
const POLL = 10;

/** Has the events of the audit log sealed about a second after they were written. */
@Injectable()
export class AuditSealer implements OnApplicationBootstrap, OnApplicationShutdown {
  /** Whether this process has written something since the last round began. */
  private hasWritten = false;

  constructor(
    private readonly chain: AuditChain,
    private readonly audit: AuditService,
    private readonly schedule: Schedule,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.audit.onRecord(() => {
      if (!this.hasWritten) this.schedule.runWithin(SEALING, SOON);
      this.hasWritten = true;
    });
  }

  /** Seals everything that this process has written. */
  async onApplicationShutdown(): Promise<void> {
    if (!this.hasWritten) return;
    await this.seal().catch((error: unknown) => this.logger.error({ err: error }, `${SEALING.name} failed`));
  }

  async seal(): Promise<void> {
    this.hasWritten = false;
    await this.chain.seal();
  }
}

export const SEALING = periodic({
  name: 'sealing events of the audit log',
  provider: AuditSealer,
  first: SOON,
  interval: POLL,
  run: (sealer) => sealer.seal(),
});
