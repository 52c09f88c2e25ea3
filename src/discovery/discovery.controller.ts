import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Jwks } from '../keys/key-ring.js';
import { KeysService } from '../keys/keys.service.js';
import { JWKS_MAX_AGE } from '../keys/signing-key.js';
import { AnyOrigin } from '../platform/http/any-origin.js';
import type { ReadyDocument } from '../platform/http/ready-document.js';
import { Public } from '../resource-server/access.js';
import { MetadataService } from './metadata.service.js';
import { Serialized } from './serialized.js';

const METADATA = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'];
const METADATA_TYPE = 'application/json; charset=utf-8';

/** RFC 7517 §5: the address that the metadata names, and the one that some verifiers assume. */
const JWKS = ['/oauth2/jwks', '/.well-known/jwks.json'];
const JWKS_TYPE = 'application/jwk-set+json; charset=utf-8';

/** How long relying parties may keep the documents; new keys are published longer before they sign. */
const CACHE_CONTROL = `public, max-age=${JWKS_MAX_AGE}`;

/** Where clients and resource servers find out what this server offers and how it signs. */
@ApiExcludeController()
@AnyOrigin()
@Controller()
export class DiscoveryController {
  /** What the routes below answer, as far as it is at hand. */
  readonly documents: readonly ReadyDocument[] = [
    {
      paths: METADATA,
      headers: { 'content-type': METADATA_TYPE, 'cache-control': CACHE_CONTROL },
      text: () => this.metadata.textAtHand(),
    },
    {
      paths: JWKS,
      headers: { 'content-type': JWKS_TYPE, 'cache-control': CACHE_CONTROL },
      text: () => this.jwksAtHand(),
    },
  ];
  private readonly jwksText = new Serialized<Jwks>();

  constructor(
    private readonly metadata: MetadataService,
    private readonly keys: KeysService,
  ) {}

  @Public()
  @Get(METADATA)
  @Header('cache-control', CACHE_CONTROL)
  @Header('content-type', METADATA_TYPE)
  configuration(): Promise<string> {
    return this.metadata.text();
  }

  @Public()
  @Get(JWKS)
  @Header('cache-control', CACHE_CONTROL)
  @Header('content-type', JWKS_TYPE)
  async jwks(): Promise<string> {
    return this.jwksText.of(await this.keys.jwks());
  }

  private jwksAtHand(): string | undefined {
    const jwks = this.keys.jwksAtHand();
    return jwks && this.jwksText.of(jwks);
  }
}
