import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { OAuthError } from '../oauth/oauth-error.js';
import { counter } from '../platform/telemetry/metric.js';
import { Metrics } from '../platform/telemetry/metrics.js';

export const TOKEN_ANSWERS = counter({
  name: 'token_answers_total',
  help: 'Answers of the token endpoint to clients that have authenticated themselves',
  labels: {
    grant: 'the grants that rooms declare; `unknown`',
    outcome: '`issued`, the error code of RFC 6749, `server_error`',
  },
  most: 100,
});

/** Counts tokens for operators. */
@Injectable()
export class TokenMetrics {
  private readonly answers: Counter<'grant' | 'outcome'>;

  constructor(metrics: Metrics) {
    this.answers = metrics.counter(TOKEN_ANSWERS);
  }

  /** Counts what becomes of a request. @param grant one that there is, or `unknown` */
  async count<T>(grant: string, work: () => Promise<T>): Promise<T> {
    try {
      const done = await work();
      this.answers.inc({ grant, outcome: 'issued' });
      return done;
    } catch (error) {
      this.answers.inc({ grant, outcome: error instanceof OAuthError ? error.code : 'server_error' });
      throw error;
    }
  }
}
