import { isDeepStrictEqual } from 'node:util';
import type { ClientMetadata } from './client.js';

/** OIDC Core §8: how a client's subject identifiers are made. */
export const SUBJECT_TYPES = ['public', 'pairwise'] as const;

type SectorMetadata = Pick<ClientMetadata, 'sector_identifier_uri' | 'redirect_uris'>;

/**
 * OIDC Core §8.1: the host that the clients of one sector have in common; theirs is the same pairwise subject.
 * Undefined if there is no such host. Only http and https addresses have one: the authority of a private-use URI is whatever
 * the app wrote there, and belongs to no one (RFC 8252 §7.1).
 */
export function sectorOf({ sector_identifier_uri: uri, redirect_uris }: SectorMetadata): string | undefined {
  if (uri !== undefined) return new URL(uri).hostname;
  const [host, ...others] = new Set(redirect_uris.map((each) => webHostOf(new URL(each))));
  return others.length > 0 || host === '' ? undefined : host;
}

function webHostOf({ protocol, hostname }: URL): string {
  return /^https?:$/.test(protocol) ? hostname : '';
}

/** Whether both name the same sector for the same redirect URIs. */
export function isSameSector(left: SectorMetadata, right: SectorMetadata): boolean {
  const named = ({ sector_identifier_uri: uri, redirect_uris }: SectorMetadata) => [uri, redirect_uris];
  return isDeepStrictEqual(named(left), named(right));
}
