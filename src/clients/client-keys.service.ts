import { Injectable } from '@nestjs/common';
import { LruMap } from 'toad-cache';
import type { JwkSet } from '../keys/client-jwt.js';
import { Clock } from '../platform/clock.js';
import { OutgoingRequests } from '../platform/egress/outgoing.js';
import { type Client, type ClientMetadata, isTrusted } from './client.js';
import { type PublicKeys, readKeySet } from './public-keys.js';
import { RemoteKeys } from './remote-keys.js';

/** Addresses whose keys are remembered; the least recently used makes room. */
const CAPACITY = 500;

const NONE: PublicKeys = { sig: { keys: [] }, enc: { keys: [] } };

/** The public keys of clients: those they registered, or those at the address they registered. */
@Injectable()
export class ClientKeysService {
  private readonly own = new WeakMap<ClientMetadata, PublicKeys>();
  private readonly remote = new LruMap<RemoteKeys>(CAPACITY);

  constructor(
    private readonly outgoing: OutgoingRequests,
    private readonly clock: Clock,
  ) {}

  /**
   * The client's keys for signatures or encryption; none if it registered none.
   * @param refetch whether to fetch them again, because those found before do not fit; happens at most once per cool-down.
   *   If that finds no others, the same object is returned.
   * @throws OutgoingRefused if the keys at `jwks_uri` cannot be had
   */
  async find(client: Client, use: 'sig' | 'enc', refetch = false): Promise<JwkSet> {
    const { jwks_uri: address } = client.metadata;
    if (address === undefined) return this.registered(client.metadata)[use];
    return (await this.at(address, isTrusted(client)).find(this.clock.now(), refetch))[use];
  }

  private registered(metadata: ClientMetadata): PublicKeys {
    const keys = this.own.get(metadata) ?? readKeySet(metadata.jwks) ?? NONE;
    this.own.set(metadata, keys);
    return keys;
  }

  private at(address: string, trusted: boolean): RemoteKeys {
    const request = { accept: 'application/jwk-set+json, application/json', trusted };
    // What a trusted client may reach is not remembered for others.
    const name = `${trusted ? 'trusted' : 'other'} ${address}`;
    const keys = this.remote.get(name) ?? new RemoteKeys(() => this.outgoing.request(address, request));
    this.remote.set(name, keys);
    return keys;
  }
}
