import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Client } from '../clients/client.js';
import { ClientsService } from '../clients/clients.service.js';
import { ErrorPage } from '../platform/http/error-page.js';
import { formField } from '../platform/http/form-field.js';
import { Pages } from '../platform/http/pages.js';
import { seeOther } from '../platform/http/redirect.js';
import type { ParkedRequest } from '../requests/parked-request.js';
import { ParkedRequestsService } from '../requests/parked-requests.service.js';
import type { Session } from './session.js';
import { SessionsService } from './sessions.service.js';

/** What a page that asks a signed-in person about a parked request is about. */
export interface Interaction {
  readonly reference: string;
  readonly parked: ParkedRequest;
  readonly client: Client;
  readonly session: Session;
}

/** Finds out what a page is about that asks a signed-in person something. */
@Injectable()
export class Interactions {
  constructor(
    private readonly requests: ParkedRequestsService,
    private readonly clients: ClientsService,
    private readonly sessions: SessionsService,
    private readonly pages: Pages,
  ) {}

  /**
   * @param input the query string or form that names the parked request
   * @returns undefined where the reply was sent already: the request has expired, or nobody is signed in
   */
  async find(request: FastifyRequest, reply: FastifyReply, input: unknown): Promise<Interaction | undefined> {
    const reference = formField(input, 'request');
    const parked = await this.requests.find(reference);
    const client = parked && (await this.clients.find(parked.clientId));
    if (!client) {
      this.pages.send(reply, { title: 'This request has expired', status: 400, body: ErrorPage.expired(request.id) });
      return undefined;
    }
    const session = await this.sessions.current(request);
    if (session) return { reference, parked, client, session };
    seeOther(reply, loginPath(reference));
    return undefined;
  }
}

/** Where someone signs in, or signs in anew, to go on with a parked request. */
export function loginPath(reference: string): string {
  return `/login?${new URLSearchParams({ request: reference })}`;
}
