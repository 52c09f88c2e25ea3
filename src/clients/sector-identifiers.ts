import { Injectable } from '@nestjs/common';
import { OutgoingRefused, OutgoingRequests } from '../platform/http/outgoing.js';
import { Mistakes, pointer } from '../platform/mistakes.js';
import type { ClientMetadata } from './client.js';
import { isSameSector } from './sector.js';

/** Verifies that a client belongs to the sector that it names. */
@Injectable()
export class SectorIdentifiers {
  constructor(private readonly outgoing: OutgoingRequests) {}

  /**
   * OIDC Registration §5: whoever owns the sector's host has to list there, as a JSON array, every redirect URI of the client.
   * @param metadata without mistakes
   * @param trusted whether somebody here vouches for the client
   * @param before what it has been so far; where that says the same, nothing is fetched
   * @throws Mistakes
   */
  async verify(metadata: ClientMetadata, trusted: boolean, before?: ClientMetadata): Promise<void> {
    const { sector_identifier_uri: uri, redirect_uris } = metadata;
    if (uri === undefined || (before && isSameSector(metadata, before))) return;
    const listed = await this.fetch(uri, trusted);
    const missing = redirect_uris.find((each) => !listed.includes(each));
    if (missing !== undefined) throw refusal(`must lead to a list of every redirect URI, but ${missing} is not on it`);
  }

  private async fetch(uri: string, trusted: boolean): Promise<readonly unknown[]> {
    try {
      const { status, body } = await this.outgoing.request(uri, { accept: 'application/json', trusted });
      if (status !== 200) throw refusal(`must lead to a list of redirect URIs, but is answered with status ${status}`);
      const list: unknown = JSON.parse(body);
      if (Array.isArray(list)) return list;
    } catch (error) {
      if (error instanceof OutgoingRefused) throw refusal(`cannot be fetched: ${error.message}`);
      if (!(error instanceof SyntaxError)) throw error;
    }
    throw refusal('must lead to a JSON array of redirect URIs');
  }
}

function refusal(detail: string): Mistakes {
  return new Mistakes([{ pointer: pointer('sector_identifier_uri'), detail }]);
}
