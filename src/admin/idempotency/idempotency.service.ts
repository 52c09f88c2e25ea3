import { randomUUID } from 'node:crypto';
import { ConflictException, Inject, Injectable, UnprocessableEntityException } from '@nestjs/common';
import { after, Clock, DAY } from '../../platform/clock.js';
import { keyedHash, Sealer } from '../../platform/crypto/secrets.js';
import type { ServerSecret } from '../../platform/crypto/server-secret.js';
import { ServerSecrets } from '../../platform/crypto/server-secrets.js';
import { LOGGER, type Logger } from '../../platform/telemetry/log.js';
import { type Claim, IdempotencyKeysRepository, type KnownRequest } from './idempotency-keys.repository.js';

/** Hashes keys and requests. */
export const IDEMPOTENCY_SECRET: ServerSecret = {
  name: 'idempotency',
  renewal: { ends: 'what is known of each Idempotency-Key: a request that is sent again is done again' },
};

/** Seconds for which a key is remembered. */
const ANSWER_LIFETIME_SECONDS = DAY;

/**
 * Seconds after which a process that has not renewed its claim is known to have ended, so that a request it had in progress may be
 * sent again; and how often each process renews its claims.
 */
const LEASE = 15;
const HEARTBEAT = 3;

/** A request that carries a key, and its parts that must be the same when it is sent again. */
export interface KeyedRequest {
  readonly key: string;
  /** Client and subject of the access token. */
  readonly caller: readonly string[];
  /** Method, address and body. */
  readonly parts: readonly string[];
  /** What the log calls the request. */
  readonly requestId: string;
}

/** What a request was answered with, as JSON has it. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** The first request with this key is not answered yet. */
class InProgress extends ConflictException {
  /** Seconds. */
  readonly retryAfter = 1;

  constructor() {
    super(
      'a request with this Idempotency-Key is in progress: send it again in a moment. If the server stopped in between, it is done then',
    );
  }
}

/** Answers a repeated request as it was answered the first time, without doing anything again. */
@Injectable()
export class IdempotencyService {
  private readonly secret: Buffer;

  constructor(
    private readonly repository: IdempotencyKeysRepository,
    secrets: ServerSecrets,
    private readonly sealer: Sealer,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.secret = secrets.get(IDEMPOTENCY_SECRET);
  }

  /**
   * Does what is asked for, unless the same was done before with this key within a day. Only success is remembered.
   * @param act throws if it does not succeed
   * @throws UnprocessableEntityException if the key came with another request before
   * @throws ConflictException if that request is in progress
   */
  async once({ key, caller, parts, requestId }: KeyedRequest, act: () => Promise<StoredAnswer>): Promise<StoredAnswer> {
    const digest = this.hash(['key', ...caller, key]);
    const fingerprint = this.hash(['request', ...parts]);
    const claim = { digest, owner: randomUUID() };
    for (;;) {
      const now = this.clock.now();
      const until = { leasedUntil: after(now, LEASE), expiresAt: after(now, ANSWER_LIFETIME_SECONDS) };
      if (await this.repository.claim(claim, fingerprint, now, until)) break;
      const known = await this.repository.find(digest);
      // If it failed in between, the first to come may try again.
      if (known) return this.answerOf(known, digest, fingerprint);
    }
    return this.remember(claim, act, requestId);
  }

  private async remember(claim: Claim, act: () => Promise<StoredAnswer>, reqId: string): Promise<StoredAnswer> {
    const { digest } = claim;
    const alive = () => this.repository.renew(claim, after(this.clock.now(), LEASE));
    const heartbeat = setInterval(() => void this.quietly(alive(), reqId), HEARTBEAT * 1000).unref();
    let answer: StoredAnswer;
    try {
      answer = await act();
    } catch (error) {
      await this.quietly(this.repository.release(claim), reqId);
      throw error;
    } finally {
      clearInterval(heartbeat);
    }
    const sealed = this.sealer.seal(JSON.stringify(answer), contextOf(digest));
    await this.quietly(this.repository.answer(claim, sealed), reqId);
    return answer;
  }

  private answerOf(known: KnownRequest, digest: string, fingerprint: string): StoredAnswer {
    if (known.fingerprint !== fingerprint)
      throw new UnprocessableEntityException(
        'this Idempotency-Key came with another request before: use a new key for each request',
      );
    if (known.sealedAnswer === null) throw new InProgress();
    return JSON.parse(this.open(known.sealedAnswer, digest)) as StoredAnswer;
  }

  /** A secret that was removed is no fault of the caller or the server; what it encrypted stays unreadable. */
  private open(sealed: string, digest: string): string {
    try {
      return this.sealer.open(sealed, contextOf(digest));
    } catch (cause) {
      throw new ConflictException(
        'what this request was answered cannot be read any more, because ENCRYPTION_SECRET was changed: see what it has done, and go on with a new key',
        { cause },
      );
    }
  }

  /** If the key cannot be written, what was done stays done and its answer is not lost. */
  private async quietly(work: Promise<void>, reqId: string): Promise<void> {
    await work.catch((error: unknown) => this.logger.error({ err: error, reqId }, 'writing an idempotency key failed'));
  }

  /** Keyed, because a body may hold a password, and a key may be guessed. */
  private hash(parts: readonly string[]): string {
    return keyedHash(this.secret, ...parts).toString('base64url');
  }
}

function contextOf(digest: string): string {
  return `answer to ${digest}`;
}
