import { Injectable } from '@nestjs/common';
import type { ParkedRequest } from '../../authorization-requests/parked-request.js';
import { ParkedRequestsService } from '../../authorization-requests/parked-requests.service.js';
import type { Client } from '../../clients/client.js';
import { brandOf } from '../../clients/client-brand.js';
import { ClientsService } from '../../clients/clients.service.js';
import type { SentCookies } from '../../platform/http/cookies.js';
import { Pages } from '../../ui/pages.js';
import { noteReader } from '../../ui/reader.js';

/** The parked request that a page is about, and its client; undefined if there is none (any more). */
interface PageRequest {
  readonly parked?: ParkedRequest | undefined;
  readonly client?: Client | undefined;
}

/** Finds the parked request that a page is about, so that the page has the look and the language of its client. */
@Injectable()
export class PageRequests {
  constructor(
    private readonly requests: ParkedRequestsService,
    private readonly clients: ClientsService,
    private readonly pages: Pages,
  ) {}

  /** @param sent the cookies of the page's request, by which the page finds what is noted */
  async find(sent: SentCookies, reference: string): Promise<PageRequest> {
    const parked = await this.requests.find(reference);
    if (!parked) return {};
    noteReader(sent, { uiLocales: parked.parameters.get('ui_locales'), requestedAt: parked.createdAt });
    const client = await this.clients.find(parked.clientId);
    if (client) noteReader(sent, { client: brandOf(client, this.pages.issuer) });
    return { parked, client };
  }
}
