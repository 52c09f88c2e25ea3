import { Injectable } from '@nestjs/common';
import type { Factor } from '../factor.js';
import { factorPages } from '../factor-pages.js';
import { methodsOf, mostMethods } from './passkey-methods.js';
import { PasskeySite } from './passkey-site.js';

/** The name of the factor. */
export const PASSKEY_FACTOR = 'passkey';

/** Where a passkey is added, and where one completes a sign-in. */
export const PASSKEY_PAGES = factorPages(PASSKEY_FACTOR);

/** Passkeys, beside a password. */
@Injectable()
export class PasskeyFactor implements Factor {
  readonly name = PASSKEY_FACTOR;
  readonly title = 'passkeys.title';
  readonly amr = methodsOf({ userVerified: false, isHardware: false });
  readonly mostAmr: readonly string[];
  readonly countsAsSecond = true;
  readonly isFallback = false;

  constructor(private readonly site: PasskeySite) {
    this.mostAmr = mostMethods(site);
  }

  isUsable(): boolean {
    return this.site.party !== undefined;
  }
}
