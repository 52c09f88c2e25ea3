import { inLanguage } from '../oauth/language.js';
import { isLoopback } from '../oauth/redirect-uri.js';
import type { Client } from './client.js';

/** What people see of a client, in their language if the client has it (RFC 7591 §2.2). */
interface ClientTexts {
  readonly name: string;
  readonly logoUrl: string | undefined;
  readonly homeUrl: string | undefined;
  readonly privacyUrl: string | undefined;
  readonly termsUrl: string | undefined;
}

type Described = Pick<Client, 'metadata'>;

/**
 * Addresses are those that a page may show or link: https, and if the issuer itself has only http, others of its machine.
 * @param languages the most wanted first
 */
export function textsOf({ metadata }: Described, languages: readonly string[], issuer: string): ClientTexts {
  const link = (name: string) => {
    const url = inLanguage(metadata, name, languages);
    return typeof url === 'string' && maySee(url, issuer) ? url : undefined;
  };
  return {
    name: nameOf({ metadata }, languages),
    logoUrl: link('logo_uri'),
    homeUrl: link('client_uri'),
    privacyUrl: link('policy_uri'),
    termsUrl: link('tos_uri'),
  };
}

/** @param languages the most wanted first */
export function nameOf({ metadata }: Described, languages: readonly string[]): string {
  return String(inLanguage(metadata, 'client_name', languages));
}

function maySee(text: string, issuer: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  // The host becomes part of a content security policy.
  if (!/^([a-z0-9._-]+|\[[0-9a-f:.]+\])$/i.test(url.hostname)) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && issuer.startsWith('http:') && isLoopback(url));
}
