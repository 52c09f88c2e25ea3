import { Inject, Injectable } from '@nestjs/common';
import { after, DAY, type Instant } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { equal } from '../platform/crypto/secrets.js';
import type { ServerSecret } from '../platform/crypto/server-secret.js';
import { ServerSecrets } from '../platform/crypto/server-secrets.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { LOGGER, type Logger } from '../platform/telemetry/log.js';
import { AuditChainRepository, CHAIN } from './audit-chain.repository.js';
import type { AuditSubscriber } from './audit-subscriber.js';
import { AuditSubscribers } from './audit-subscribers.js';
import { type Anchor, ChainWalk, EMPTY, extend, macOf } from './chain.js';

/** Keys the digests of the chain. */
export const CHAIN_SECRET: ServerSecret = {
  name: 'audit-chain',
  renewal: { loses: 'the proof that no one has changed the audit log so far' },
};

/** Events sealed in one transaction. */
const BATCH = 500;

const TAMPERED = 'the audit log was tampered with; `gatehouse audit verify` says where';

/**
 * Chains the events of the audit log: committed events are given their place by the process that holds the lock, so that writing
 * them never waits. docs/decisions/0018-the-audit-log-is-a-chain.md says what this protects against.
 */
@Injectable()
export class AuditChain {
  private readonly key: Buffer;
  /** The last end of the chain that this process has seen; a chain that is shorter was cut. */
  private seen: Anchor | undefined;

  constructor(
    private readonly repository: AuditChainRepository,
    private readonly database: Database,
    @Inject(AuditSubscribers) private readonly subscribers: AuditSubscriber,
    secrets: ServerSecrets,
    @Inject(CONFIG) private readonly config: Pick<Config, 'audit'>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.key = secrets.get(CHAIN_SECRET);
  }

  /** Seals every event that is committed by now. If there is none, this is one cheap read. */
  async seal(): Promise<void> {
    let sealed = BATCH;
    while (sealed === BATCH && (await this.repository.anyUnsealed())) sealed = await this.sealBatch();
  }

  /** @returns how many events were sealed */
  private async sealBatch(): Promise<number> {
    const { anchor, count } = await this.database.transaction(async (transaction) => {
      await transaction.lock(CHAIN);
      const end = await this.end(transaction);
      const events = await this.repository.unsealed(BATCH, transaction);
      const { sealed, anchor } = extend(end, events, this.key);
      await this.repository.seal(sealed, transaction);
      await this.store(anchor, transaction);
      await this.subscribers.announce(sealed, transaction);
      return { anchor, count: sealed.length };
    });
    this.remember(anchor);
    return count;
  }

  /**
   * The chain that is to be continued. If it is not as it was left, events are sealed all the same, after everything
   * that claims a place, in a way that makes verification fail from then on.
   */
  private async end(transaction: Transaction): Promise<Anchor> {
    const stored = await this.repository.anchor(transaction);
    const last = await this.repository.lastSealed(transaction);
    const genuine = stored && equal(stored.mac, macOf(stored, this.key)) ? stored : undefined;
    const isCut = this.seen !== undefined && this.seen.lastSequence > (genuine?.lastSequence ?? 0);
    const known = isCut ? this.seen : genuine;
    if (!known && !stored && !last) return EMPTY;
    const isEmptied = !last && known !== undefined && known.firstSequence > known.lastSequence;
    if (known && !isCut && (last?.sequence === known.lastSequence || isEmptied)) return known;
    const end = last?.sequence ?? 0;
    this.logger.error({ end, known: known?.lastSequence }, TAMPERED);
    if (known && known.lastSequence >= end) return known;
    const lastHash = last?.hash ?? '';
    return { ...(known ?? { firstSequence: end + 1, firstPrevious: lastHash }), lastSequence: end, lastHash };
  }

  /**
   * Deletes the oldest events that are past their retention, at most `limit`, and moves the beginning of the chain. What was
   * tampered with is kept.
   * @returns how many were deleted
   */
  async purge(now: Instant, limit: number): Promise<number> {
    const { retention } = this.config.audit;
    if (retention === 0) return 0;
    const end = after(now, -retention * DAY);
    return this.database.transaction(async (transaction) => {
      await transaction.lock(CHAIN);
      const anchor = await this.repository.anchor(transaction);
      if (!anchor || !equal(anchor.mac, macOf(anchor, this.key))) return 0;
      const walk = new ChainWalk(anchor, this.key);
      for (const event of await this.repository.sealed(limit, undefined, transaction))
        if (event.at >= end || walk.step(event)) break;
      const { sequence, hash } = walk.last;
      const count = sequence + 1 - anchor.firstSequence;
      if (count === 0) return 0;
      await this.repository.deleteUntil(sequence, transaction);
      await this.store({ ...anchor, firstSequence: sequence + 1, firstPrevious: hash }, transaction);
      return count;
    });
  }

  private async store(anchor: Anchor, transaction: Transaction): Promise<void> {
    await this.repository.storeAnchor({ ...anchor, mac: macOf(anchor, this.key) }, transaction);
  }

  private remember(anchor: Anchor): void {
    if (!this.seen || anchor.lastSequence > this.seen.lastSequence) this.seen = anchor;
  }
}
