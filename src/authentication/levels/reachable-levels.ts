import { Inject, Injectable } from '@nestjs/common';
import { acrOf, type Level, ONE_FACTOR, stronger, upTo } from '../../oauth/authentication-levels.js';
import type { Peers } from '../../platform/peers.js';
import { AUTHENTICATORS, type Authenticator } from '../authenticators/authenticator.js';

/** OIDC Core §2: every `acr` that a sign-in here can reach, by what rooms have declared. */
@Injectable()
export class ReachableLevels {
  private found: readonly Level[] | undefined;

  constructor(@Inject(AUTHENTICATORS.token) private readonly authenticators: Peers<Authenticator>) {}

  /** The weakest first. */
  get all(): readonly Level[] {
    this.found ??= upTo(this.authenticators.list.map(({ amr }) => acrOf(amr)).reduce(stronger, ONE_FACTOR));
    return this.found;
  }
}
