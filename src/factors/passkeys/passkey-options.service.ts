import { Injectable } from '@nestjs/common';
import type { Cookies } from '../../platform/http/cookies.js';
import type { User } from '../../users/user.js';
import { CHALLENGE_LIFETIME, Challenges } from './challenges.service.js';
import { ALGORITHMS } from './cose-key.js';
import type { Passkey } from './passkey.js';
import { PasskeySite } from './passkey-site.js';
import { PasskeysRepository } from './passkeys.repository.js';

/** Milliseconds. */
const TIMEOUT = CHALLENGE_LIFETIME * 1000;

/** What browsers are asked (WebAuthn Level 3 §5.4 and §5.5), as JSON. */
@Injectable()
export class PasskeyOptions {
  constructor(
    private readonly challenges: Challenges,
    private readonly site: PasskeySite,
    private readonly repository: PasskeysRepository,
  ) {}

  /** Whether browsers offer passkeys at this issuer. */
  get areOffered(): boolean {
    return this.site.party !== undefined;
  }

  /** To sign in, no matter who it is: the key alone is not enough, so the authenticator has to verify who uses it. */
  forAnyone(cookies: Cookies, purpose: string): object {
    return this.toUse(cookies, purpose, 'required', []);
  }

  /** To prove that it is this person. */
  async forOne(cookies: Cookies, purpose: string, userId: string): Promise<object> {
    return this.toUse(cookies, purpose, 'preferred', await this.repository.allOf(userId));
  }

  /** To make a new key. Only one for each authenticator. */
  async forNew(cookies: Cookies, purpose: string, user: User): Promise<object> {
    const passkeys = await this.repository.allOf(user.id);
    return {
      challenge: this.challenges.issue(cookies, purpose),
      rp: { id: this.site.party?.id, name: this.site.name },
      user: {
        id: this.site.userHandle(user.id, passkeys),
        name: user.username,
        displayName: user.claims.name ?? user.username,
      },
      pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
      timeout: TIMEOUT,
      excludeCredentials: passkeys.map(described),
      authenticatorSelection: { residentKey: 'preferred', requireResidentKey: false, userVerification: 'preferred' },
      attestation: this.site.asksForModel ? 'direct' : 'none',
    };
  }

  private toUse(
    cookies: Cookies,
    purpose: string,
    userVerification: 'required' | 'preferred',
    passkeys: readonly Passkey[],
  ): object {
    return {
      challenge: this.challenges.issue(cookies, purpose),
      rpId: this.site.party?.id,
      timeout: TIMEOUT,
      userVerification,
      allowCredentials: passkeys.map(described),
    };
  }
}

/** §5.8.3. */
function described({ credentialId, transports }: Passkey) {
  return { type: 'public-key', id: credentialId, transports: transports.split(' ').filter(Boolean) };
}
