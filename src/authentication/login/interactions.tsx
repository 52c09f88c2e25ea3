import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ParkedRequest } from '../../authorization-requests/parked-request.js';
import { ParkedRequestsService } from '../../authorization-requests/parked-requests.service.js';
import type { Client } from '../../clients/client.js';
import { nameOf } from '../../clients/client-texts.js';
import { seeOther } from '../../platform/http/redirect.js';
import { ErrorPage } from '../../ui/error-page.js';
import { formField } from '../../ui/form-field.js';
import { Pages } from '../../ui/pages.js';
import { only } from '../accounts/accounts.js';
import type { Session } from '../sessions/session.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { AnsweredPage } from './answered-page.js';
import { PageRequests } from './page-requests.js';
import { loginPath, selectAccountPath } from './sign-in-paths.js';

/** A parked request that a page is about. */
export interface PendingInteraction {
  readonly reference: string;
  readonly parked: ParkedRequest;
  readonly client: Client;
}

/** What a page that asks a signed-in person about a parked request is about. */
export interface Interaction extends PendingInteraction {
  /** Of the account with which the request goes on. */
  readonly session: Session;
}

/** Finds out what a page is about that asks a signed-in person something. */
@Injectable()
export class Interactions {
  constructor(
    private readonly requests: ParkedRequestsService,
    private readonly about: PageRequests,
    private readonly sessions: SessionsService,
    private readonly pages: Pages,
  ) {}

  /**
   * @param input the query string or form that names the parked request
   * @returns undefined if the reply was sent already: the request has expired or was answered, or no one is signed in
   */
  async find(request: FastifyRequest, reply: FastifyReply, input: unknown): Promise<Interaction | undefined> {
    const waiting = await this.waiting(request, reply, input);
    if (!waiting) return undefined;
    const { userId } = waiting.parked;
    const { session } = await this.sessions.pick(request.cookies, userId === null ? undefined : only(userId));
    if (session) return { ...waiting, session };
    seeOther(reply, loginPath(waiting.reference));
    return undefined;
  }

  /**
   * The parked request alone, no matter who is signed in.
   * @returns undefined if the reply was sent already: the request has expired or was answered
   */
  async waiting(request: FastifyRequest, reply: FastifyReply, input: unknown): Promise<PendingInteraction | undefined> {
    const reference = formField(input, 'request');
    const { parked, client } = await this.about.find(request.cookies, reference);
    if (!parked || !client) {
      this.pages.send(reply, { title: 'error.expired', status: 400, body: ErrorPage.expired(request.id) });
      return undefined;
    }
    if (parked.answeredAt === null) return { reference, parked, client };
    const path = this.requests.returnPath(reference, parked);
    // A late double click: its answer may never have reached the browser.
    if (request.method === 'POST') seeOther(reply, path);
    else
      this.pages.send(reply, {
        title: 'answered.title',
        body: <AnsweredPage name={nameOf(client, this.pages.languagesOf(request))} path={path} />,
      });
    return undefined;
  }

  /** Where another account is chosen, or signed in to if there is no other. */
  switchPath(request: FastifyRequest, reference: string): string {
    return this.sessions.mayHaveSeveral(request.cookies) ? selectAccountPath(reference) : loginPath(reference);
  }
}
