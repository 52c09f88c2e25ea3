import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { createAccessTokenVerifier, OWN_ISSUER, type TrustedIssuer } from './access-token-verifier.js';
import { ACCESS_TOKEN_VERIFIER } from './bearer.guard.js';
import { BearerErrorFilter, REALM } from './bearer-error.filter.js';
import { remoteKeySet } from './remote-key-set.js';

export interface ResourceServerOptions {
  /** The issuer URL of the authorization server, exactly as its metadata says. */
  readonly issuer: string;
  /** This resource's own identifier, as it is registered there: the `aud` of tokens for it. */
  readonly audience: string;
  /** Signature algorithms that are accepted; by default all that the issuer signs with. */
  readonly algorithms?: readonly string[];
  /** Whether the issuer may be at a plain http address beyond loopback: in containers and tests only. Default: false. */
  readonly insecureIssuer?: boolean;
}

/** Protects controllers with access tokens: `@RequireScope('api:read')`, `@CurrentToken()`. */
@Module({})
export class ResourceServerModule {
  /**
   * For a Nest application elsewhere: the keys come from the issuer when they are first needed.
   * @throws Error if the issuer is neither https nor on a loopback host, or the audience is missing
   */
  static forRoot({ issuer, audience, algorithms, insecureIssuer = false }: ResourceServerOptions): DynamicModule {
    if (!/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(audience))
      throw new Error('the audience must be the identifier of this resource, a URI');
    const keySet = remoteKeySet(issuer, { insecureIssuer });
    const expected = { issuer, audience, keySet, ...(algorithms ? { algorithms } : {}) };
    return {
      module: ResourceServerModule,
      global: true,
      providers: [
        { provide: ACCESS_TOKEN_VERIFIER, useFactory: () => createAccessTokenVerifier(expected) },
        { provide: REALM, useValue: audience },
        { provide: APP_FILTER, useClass: BearerErrorFilter },
      ],
      exports: [ACCESS_TOKEN_VERIFIER],
    };
  }

  /** For this server itself, which is a resource too: its own keys, and the issuer as the audience. */
  static forServer(): DynamicModule {
    return {
      module: ResourceServerModule,
      global: true,
      providers: [
        {
          provide: ACCESS_TOKEN_VERIFIER,
          inject: [OWN_ISSUER],
          useFactory: ({ issuer, keySet, now, onKeyGone }: TrustedIssuer) =>
            createAccessTokenVerifier({
              issuer,
              keySet,
              audience: issuer,
              ...(now ? { now } : {}),
              ...(onKeyGone ? { onKeyGone } : {}),
            }),
        },
      ],
      exports: [ACCESS_TOKEN_VERIFIER],
    };
  }
}
