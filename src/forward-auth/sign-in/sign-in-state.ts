import { hash } from 'node:crypto';
import { after, type Instant } from '../../platform/clock.js';
import { equal, generateSecret, keyedHash } from '../../platform/crypto/secrets.js';

/** Seconds for which a sign-in at a protected host may take. */
const LIFETIME = 3_600;

/** Characters of an address that is remembered; after a longer one the app begins at its start. */
const LONGEST_RETURN = 1_500;

/** What the parameter `state` of the authorization request says. */
type Content = readonly [host: string, to: string, issuedAt: Instant, unique: string];

/** A sign-in at a protected host that has begun. */
interface BegunSignIn {
  /** Path and query of the app. */
  readonly to: string;
  readonly codeVerifier: string;
}

/**
 * Sign-ins that have begun at protected hosts, kept by no one: `state` carries what is to be known again, and both its mark and
 * the PKCE verifier are made of it and of a secret of the browser. So a code is of use in that browser only (RFC 9700 §4.7),
 * in any number of tabs, at every replica.
 */
export class SignInStates {
  constructor(private readonly key: Buffer) {}

  /** @returns the parameters of the authorization request */
  begin(
    host: string,
    to: string,
    browser: string,
    now: Instant,
  ): { readonly state: string; readonly codeChallenge: string } {
    const written: Content = [host, to, now, generateSecret(9)];
    const content = Buffer.from(JSON.stringify(written)).toString('base64url');
    const codeChallenge = hash('sha256', this.derive('verifier', browser, content), 'base64url');
    return { state: `${content}.${this.derive('state', browser, content)}`, codeChallenge };
  }

  /** Undefined if it did not begin in this browser, at this host, a short time ago. */
  find(state: string, host: string, browser: string, now: Instant): BegunSignIn | undefined {
    const [content = '', mark = '', ...more] = state.split('.');
    if (more.length > 0 || !equal(mark, this.derive('state', browser, content))) return undefined;
    const [of, to, issuedAt] = JSON.parse(Buffer.from(content, 'base64url').toString()) as Content;
    if (of !== host || now >= after(issuedAt, LIFETIME)) return undefined;
    return { to, codeVerifier: this.derive('verifier', browser, content) };
  }

  private derive(purpose: 'state' | 'verifier', browser: string, content: string): string {
    return keyedHash(this.key, purpose, browser, content).toString('base64url');
  }
}

/**
 * Where in the app a sign-in leads, path and query: as it was asked for, if it is an address that apps have; otherwise the start.
 * It is always put behind the origin of the host, so it leads to no other one.
 * @param ours the path of this server at the host, to which and below which no sign-in leads
 */
export function returnTo(asked: string | undefined, ours: string): string {
  const isAddress = asked !== undefined && asked.length <= LONGEST_RETURN && /^\/[\x21-\x7e]*$/.test(asked);
  const isOurs = asked === ours || asked?.startsWith(`${ours}/`) || asked?.startsWith(`${ours}?`);
  return isAddress && !isOurs ? asked : '/';
}
