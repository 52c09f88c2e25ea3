import { Inject, Injectable } from '@nestjs/common';
import { AUTHENTICATORS, type Authenticator } from '../../authentication/authenticators/authenticator.js';
import { acrOf, LEVELS, type Level, ONE_FACTOR, stronger, together, upTo } from '../../oauth/authentication-levels.js';
import type { Members, MetadataSource } from '../../platform/metadata/server-metadata.js';
import type { Peers } from '../../platform/peers.js';
import { FACTORS, type Factor, mostOf } from '../factor.js';

/** OIDC Core §2: every `acr` that a sign-in here can reach, by the authenticators and factors that rooms declare. */
@Injectable()
export class ReachableLevels implements MetadataSource {
  private found: readonly Level[] | undefined;

  constructor(
    @Inject(AUTHENTICATORS.token) private readonly authenticators: Peers<Authenticator>,
    @Inject(FACTORS.token) private readonly factors: Peers<Factor>,
  ) {}

  /** The weakest first. */
  get all(): readonly Level[] {
    this.found ??= upTo(this.strongest());
    return this.found;
  }

  /** OIDC Discovery §3: all that are registered. One that needs what is not configured, such as `phrh`, is refused by the request. */
  members(): Members {
    return { acr_values_supported: LEVELS };
  }

  private strongest(): Level {
    const first = this.authenticators.list.map(({ amr }) => amr);
    const both = first.flatMap((amr) => this.factors.list.map((factor) => together(amr, mostOf(factor))));
    return [...first, ...both].map(acrOf).reduce(stronger, ONE_FACTOR);
  }
}
