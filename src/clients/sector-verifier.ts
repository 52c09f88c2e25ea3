import { Injectable } from '@nestjs/common';
import { OutgoingRefused, OutgoingRequests } from '../platform/egress/outgoing.js';
import { Violations } from '../platform/validation/violations.js';
import { type Client, type ClientMetadata, isTrusted } from './client.js';

const UNREADABLE = 'cannot be read: it must be a public address that answers with a JSON list of redirect URIs';

/** OIDC Core §8.1: a client belongs to the sector that it names only if its host says so. */
@Injectable()
export class SectorVerifier {
  constructor(private readonly outgoing: OutgoingRequests) {}

  /**
   * OIDC Registration §5: every redirect URI is among those at the `sector_identifier_uri`, at the time of registration.
   * @param before the metadata as it was verified before; what has not changed is not verified again
   * @throws Violations
   */
  async verify(
    { sector_identifier_uri: address, redirect_uris }: ClientMetadata,
    client: Pick<Client, 'registeredBy'>,
    before?: ClientMetadata,
  ): Promise<void> {
    if (address === undefined) return;
    const known = before?.sector_identifier_uri === address ? before.redirect_uris : [];
    if (before && redirect_uris.every((uri) => known.includes(uri))) return;
    const listed = await this.read(address, isTrusted(client));
    const missing = redirect_uris.find((uri) => !listed.includes(uri));
    if (missing !== undefined) throw violation(`does not list the redirect URI ${missing}`);
  }

  private async read(address: string, trusted: boolean): Promise<readonly unknown[]> {
    try {
      const { status, body } = await this.outgoing.request(address, { accept: 'application/json', trusted });
      const listed: unknown = status === 200 ? JSON.parse(body) : undefined;
      if (Array.isArray(listed)) return listed;
    } catch (error) {
      // Strangers are not told why: it would be a view of this server's network.
      if (!(error instanceof OutgoingRefused || error instanceof SyntaxError)) throw error;
    }
    throw violation(UNREADABLE);
  }
}

function violation(detail: string): Violations {
  return new Violations([{ pointer: '/sector_identifier_uri', detail }]);
}
