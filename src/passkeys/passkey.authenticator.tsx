import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport';
import type { ComponentChildren } from 'preact';
import {
  type Attempt,
  type Authenticator,
  type Proof,
  proofBy,
} from '../authentication/authenticators/authenticator.js';
import { SignInRefused } from '../authentication/login/sign-in-refused.js';
import { requestFacts } from '../platform/http/request-facts.js';
import { formField } from '../ui/form-field.js';
import type { User } from '../users/user.js';
import { PASSKEY_FIELD, PasskeyButton } from './passkey-button.js';
import { PASSKEY_REFUSALS } from './passkey-refusals.js';
import { PasskeyRefused } from './passkey-refused.js';
import { PASSKEY_SCRIPT } from './passkey-script.js';
import { PasskeySite } from './passkey-site.js';
import { type PasskeyProof, Passkeys } from './passkeys.service.js';

/** What the challenges are for. */
export const SIGN_IN = 'sign-in';

/** Where a browser gets a challenge, below the issuer. */
export const SIGN_IN_OPTIONS = 'login/passkey';

type Done = (error: unknown, proof?: Proof | false) => void;

/** passport's registry is one per process, and a host application may have a strategy of the same kind. */
class PasskeyStrategy extends Strategy {
  override name = `gatehouse-passkey-${randomUUID()}`;

  constructor(private readonly check: (request: unknown, done: Done) => void) {
    super();
  }

  override authenticate(request: unknown): void {
    this.check(request, (error, proof) => {
      if (error) this.error(error);
      else if (proof) this.success(proof);
      else this.fail(0);
    });
  }
}

/** Signs in by a passkey that says itself whose it is. */
@Injectable()
export class PasskeyAuthenticator extends PassportStrategy(PasskeyStrategy) implements Authenticator {
  /** EAP ACR Values 1.0 §3 `pop`, RFC 8176 §2 `user`: someone was there who has the key. */
  readonly amr = ['pop', 'user'];
  readonly script: string | undefined;

  constructor(
    private readonly passkeys: Passkeys,
    private readonly site: PasskeySite,
  ) {
    super();
    this.script = site.party && PASSKEY_SCRIPT;
  }

  begin(): ComponentChildren {
    return (
      this.site.party && (
        <PasskeyButton act="use" options={SIGN_IN_OPTIONS} autofills>
          Sign in with a passkey
        </PasskeyButton>
      )
    );
  }

  /** Called by passport. @throws SignInRefused with what is wrong with the passkey that was sent */
  async validate(request: FastifyRequest): Promise<Proof | false> {
    const { body: form, cookies: sent } = request;
    const proven = await this.prove({ form, sent, facts: requestFacts(request) });
    return proven !== undefined && this.proof(proven);
  }

  async verify(attempt: Attempt): Promise<User | undefined> {
    return (await this.prove(attempt))?.user;
  }

  /** What the use of a passkey stands for. */
  proof({ user, passkey, userVerified }: PasskeyProof): Proof {
    const amr = [
      ...this.amr,
      // RFC 8176 §2: a key in hardware, and more than one factor: that which the person has, and is or knows.
      ...(this.site.isHardware(passkey) ? ['hwk'] : []),
      ...(userVerified ? ['mfa'] : []),
    ];
    return proofBy({ amr }, user);
  }

  /** @returns undefined if no passkey was sent */
  private async prove({ form, sent, facts }: Attempt): Promise<PasskeyProof | undefined> {
    const text = formField(form, PASSKEY_FIELD);
    if (text === '') return undefined;
    try {
      return await this.passkeys.verify({ text, purpose: SIGN_IN, sent, facts });
    } catch (error) {
      if (!(error instanceof PasskeyRefused)) throw error;
      throw new SignInRefused('explained', 0, PASSKEY_REFUSALS[error.reason]);
    }
  }
}
