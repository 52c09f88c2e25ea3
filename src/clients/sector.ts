import { isDeepStrictEqual } from 'node:util';
import { isWebAddress } from '../oauth/redirect-uri.js';
import type { ClientMetadata } from './client.js';

/** OIDC Core §8: how a client's subject identifiers are made. */
export const SUBJECT_TYPES = ['public', 'pairwise'] as const;

type SectorMetadata = Pick<ClientMetadata, 'sector_identifier_uri' | 'redirect_uris'>;

/**
 * OIDC Core §8.1: the host that the clients of one sector have in common; theirs is the same pairwise subject.
 * Undefined if there is no such host.
 */
export function sectorOf({ sector_identifier_uri: uri, redirect_uris }: SectorMetadata): string | undefined {
  if (uri !== undefined) return new URL(uri).hostname;
  const [host, ...others] = new Set(redirect_uris.map(webHost));
  return others.length > 0 ? undefined : host;
}

/** The host of a web address. No one has to own the host of `com.example.app://rp.example`, so it makes no sector. */
function webHost(uri: string): string | undefined {
  return isWebAddress(uri) ? new URL(uri).hostname : undefined;
}

/** Whether both name the same sector for the same redirect URIs. */
export function isSameSector(left: SectorMetadata, right: SectorMetadata): boolean {
  const named = ({ sector_identifier_uri: uri, redirect_uris }: SectorMetadata) => [uri, redirect_uris];
  return isDeepStrictEqual(named(left), named(right));
}
