import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Csrf } from '../authentication/csrf.js';
import type { Session } from '../authentication/sessions/session.js';
import { seeOther } from '../platform/http/redirect.js';
import { formField } from '../ui/form-field.js';

/**
 * Pages that say what was done after a form. The address carries a token of this server for the outcome and the session,
 * so no link can make a page claim something.
 */
@Injectable()
export class Outcomes {
  constructor(private readonly csrf: Csrf) {}

  /** Shows the page, which says the outcome. */
  show<T extends string>(reply: FastifyReply, page: string, outcome: T, { digest }: Session): void {
    seeOther(reply, `${page}?${new URLSearchParams({ done: this.csrf.token(purposeOf(outcome), digest) })}`);
  }

  /** The outcome that the page is to say, of those that it knows. */
  of<T extends string>({ query }: FastifyRequest, { digest }: Session, outcomes: readonly T[]): T | undefined {
    const token = formField(query, 'done');
    return outcomes.find((outcome) => this.csrf.accepts(token, purposeOf(outcome), digest));
  }
}

function purposeOf(outcome: string): string {
  return `outcome ${outcome}`;
}
