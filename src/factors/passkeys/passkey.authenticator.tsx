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
} from '../../authentication/authenticators/authenticator.js';
import { SignInRefused } from '../../authentication/login/sign-in-refused.js';
import { Database } from '../../platform/database/database.js';
import { requestFacts } from '../../platform/http/request-facts.js';
import { formField } from '../../ui/form-field.js';
import { PasswordChoices } from '../../users/passwords/password-choices.service.js';
import type { User } from '../../users/user.js';
import { PASSKEY_FIELD, PasskeyButton } from './passkey-button.js';
import { methodsOf, mostMethods } from './passkey-methods.js';
import { passkeyRefusal } from './passkey-refusals.js';
import { PasskeyRefused } from './passkey-refused.js';
import { PASSKEY_SCRIPT } from './passkey-script.js';
import { PasskeySite } from './passkey-site.js';
import { Passkeys } from './passkeys.service.js';

/** What the challenges are for. */
export const SIGN_IN = 'sign-in';

/** Where a browser gets a challenge, below the issuer. */
export const SIGN_IN_OPTIONS = 'login/passkey';

/** What a form says by which someone who has forgotten the password chooses another one. */
export const CHOOSES_PASSWORD = { choose: 'password' } as const;

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
  /** The most that a passkey can stand for. */
  readonly amr: readonly string[];
  readonly script: string | undefined;

  constructor(
    private readonly passkeys: Passkeys,
    private readonly site: PasskeySite,
    private readonly database: Database,
    private readonly passwords: PasswordChoices,
  ) {
    super();
    this.amr = mostMethods(site);
    this.script = site.signsIn ? PASSKEY_SCRIPT : undefined;
  }

  begin(): ComponentChildren {
    return (
      this.site.signsIn && <PasskeyButton act="use" options={SIGN_IN_OPTIONS} label="passkeys.sign-in" autofills />
    );
  }

  /** Called by passport. @throws SignInRefused with what is wrong with the passkey that was sent */
  async validate(request: FastifyRequest): Promise<Proof | false> {
    const { body: form, cookies: sent } = request;
    return (await this.prove({ form, sent, facts: requestFacts(request) })) ?? false;
  }

  async verify(attempt: Attempt): Promise<User | undefined> {
    return (await this.prove(attempt))?.user;
  }

  /** @returns undefined if no passkey was sent */
  private async prove({ form, sent, facts }: Attempt): Promise<Proof | undefined> {
    const text = formField(form, PASSKEY_FIELD);
    if (text === '' || !this.site.signsIn) return undefined;
    try {
      return await this.passkeys.verify({ text, purpose: SIGN_IN, sent, facts }, {}, async ({ use, ...signed }) => {
        const { passkey, userVerified } = signed;
        // Who has found a key must not be able to sign in by that alone.
        if (!userVerified) throw new PasskeyRefused('unverified');
        await this.database.transaction(use);
        const amr = methodsOf({ userVerified, isHardware: this.site.isHardware(passkey) });
        const mayChoose = formField(form, 'choose') === CHOOSES_PASSWORD.choose;
        const chooses = mayChoose && (await this.passwords.exists(signed.user));
        return proofBy({ amr }, chooses ? { ...signed.user, passwordChangeRequired: true } : signed.user);
      });
    } catch (error) {
      if (!(error instanceof PasskeyRefused)) throw error;
      throw new SignInRefused('explained', 0, passkeyRefusal(error.reason));
    }
  }
}
