import { PasskeyRefused } from './passkey-refused.js';

const BASE64URL = /^[\w-]+$/;

/** Characters: a credential identifier has at most 1023 bytes (WebAuthn Level 3 §4). */
const LONGEST_ID = 1364;

/** Characters of what a browser sends. */
const LONGEST_ANSWER = 65_536;

/** How browsers reach one authenticator: as many ways as are kept. */
export const MOST_TRANSPORTS = 8;

type Members = Readonly<Record<string, unknown>>;

/** What browsers send of an authenticator (WebAuthn Level 3 §5.1.1: `toJSON()` of a `PublicKeyCredential`), checked in form only. */
export interface BrowserAnswer<Name extends string> {
  readonly id: string;
  /** Base64url. */
  readonly response: Readonly<Record<Name, string>>;
  /** Of the response; base64url or absent. */
  readonly userHandle: string | undefined;
  readonly transports: readonly string[];
  /** What the browser says that it was asked (§5.8.1). */
  readonly challenge: string;
  readonly origin: string;
  /** Whether the page that asked stood inside a page of another site. */
  readonly isFramed: boolean;
}

/**
 * @param names the members of the response that there have to be
 * @throws PasskeyRefused if the text is no such answer
 */
export function readAnswer<const Name extends string>(text: string, names: readonly Name[]): BrowserAnswer<Name> {
  if (text.length > LONGEST_ANSWER) throw new PasskeyRefused('malformed');
  const { id, rawId, type, response } = membersOf(parsed(text));
  const members = membersOf(response);
  const { userHandle, transports, clientDataJSON } = members;
  const isWhole =
    isBase64Url(id) && id.length <= LONGEST_ID && rawId === id && type === 'public-key' && isBase64Url(clientDataJSON);
  if (!isWhole || !names.every((name) => isBase64Url(members[name]))) throw new PasskeyRefused('malformed');
  const asked = membersOf(parsed(Buffer.from(clientDataJSON, 'base64url').toString('utf8')));
  const { challenge, origin, crossOrigin = false, topOrigin } = asked;
  if (typeof challenge !== 'string' || typeof origin !== 'string') throw new PasskeyRefused('malformed');
  const kept = Object.fromEntries(names.map((name) => [name, members[name]])) as Record<Name, string>;
  return {
    id,
    response: kept,
    userHandle: isBase64Url(userHandle) ? userHandle : undefined,
    transports: Array.isArray(transports) ? transports.filter(isTransport).slice(0, MOST_TRANSPORTS) : [],
    challenge,
    origin,
    isFramed: crossOrigin !== false || topOrigin !== undefined,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new PasskeyRefused('malformed', error);
  }
}

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}

function isBase64Url(value: unknown): value is string {
  return typeof value === 'string' && BASE64URL.test(value);
}

/** §5.8.4; also ones that are not known yet. */
export function isTransport(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z-]{1,20}$/.test(value);
}
