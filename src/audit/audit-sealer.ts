import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Purge } from '../platform/schedule/purge.js';
import { LOGGER, type Logger } from '../platform/telemetry/log.js';
import { AuditService } from './audit.service.js';
import { AuditChain } from './audit-chain.service.js';

/** Milliseconds until the events of this process are sealed, and until it looks for events that other processes left. */
const SOON = 1_000;
const POLL = 10_000;

/** Has the events of the audit log sealed about a second after they were written, and deleted after their retention. */
@Injectable()
export class AuditSealer implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  /** Whether this process has written something since the last round began. */
  private hasWritten = false;
  private stopped = false;

  constructor(
    private readonly chain: AuditChain,
    private readonly audit: AuditService,
    private readonly purge: Purge,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.audit.onRecord(() => {
      if (!this.hasWritten) this.sealIn(SOON);
      this.hasWritten = true;
    });
    this.purge.register('audit_events', (now, limit) => this.chain.purge(now, limit));
    this.sealIn(SOON);
  }

  /** Seals everything that this process has written. */
  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
    if (this.hasWritten) await this.sealNow();
  }

  private sealIn(milliseconds: number): void {
    clearTimeout(this.timer);
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.round = this.sealNow().then(() => this.sealIn(this.hasWritten ? SOON : POLL));
    }, milliseconds).unref();
  }

  private async sealNow(): Promise<void> {
    this.hasWritten = false;
    await this.chain
      .seal()
      .catch((error: unknown) => this.logger.error({ err: error }, 'sealing events of the audit log failed'));
  }
}
