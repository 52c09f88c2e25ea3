import { InvalidClient } from '../../oauth/oauth-error.js';

/** What is in an `Authorization: Basic` header. */
export interface BasicCredentials {
  readonly clientId: string;
  /** Empty if a public client says by the header who it is. */
  readonly secret: string;
}

/**
 * RFC 6749 §2.3.1: identifier and secret, each form-urlencoded, as HTTP Basic credentials.
 * @returns undefined if the header has another scheme
 * @throws InvalidClient if they are malformed
 */
export function readBasicCredentials(authorization: string | undefined): BasicCredentials | undefined {
  const encoded = /^Basic +(\S*) *$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) throw malformed();
  return { clientId: formDecode(text.slice(0, colon)), secret: formDecode(text.slice(colon + 1)) };
}

/** RFC 6749 appendix B. */
function formDecode(text: string): string {
  if (!/[+%]/.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    throw malformed(cause);
  }
}

function malformed(cause?: unknown): InvalidClient {
  return new InvalidClient('send Authorization: Basic with base64 of client_id:client_secret, each form-urlencoded', {
    cause,
  });
}
