import type { ReaderClient } from '../ui/reader.js';
import { type Client, isTrusted } from './client.js';
import { textsOf } from './client-texts.js';

/**
 * How pages look that are about a request of the client. Of a client that strangers registered nothing is taken: its pages
 * would look like those of whom it imitates.
 */
export function brandOf(client: Client, issuer: string): ReaderClient {
  if (!isTrusted(client)) return {};
  const { brand_accent, brand_accent_dark, brand_radius, default_language } = client.metadata;
  const isBranded = (brand_accent ?? brand_accent_dark ?? brand_radius) !== undefined;
  return {
    language: default_language,
    // The consent page shows every client's logo beside its name; here it takes the place of the server's.
    logoUrl: isBranded ? textsOf(client, [], issuer).logoUrl : undefined,
    documents: (languages) => textsOf(client, languages, issuer),
    tokens: { accent: brand_accent, accentDark: brand_accent_dark, radius: brand_radius },
  };
}
