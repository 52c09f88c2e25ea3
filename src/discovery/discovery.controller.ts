import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Jwks } from '../keys/key-ring.js';
import { KeysService } from '../keys/keys.service.js';
import { JWKS_MAX_AGE } from '../keys/signing-key.js';
import { Public } from '../platform/http/access.js';
import { MetadataService } from './metadata.service.js';
import { Serialized } from './serialized.js';

/** How long relying parties may keep the documents; new keys are published longer before they sign. */
const CACHE_CONTROL = `public, max-age=${JWKS_MAX_AGE}`;

/** Where clients and resource servers find out what this server offers and how it signs. */
@ApiExcludeController()
@Controller()
export class DiscoveryController {
  private readonly jwksText = new Serialized<Jwks>();

  constructor(
    private readonly metadata: MetadataService,
    private readonly keys: KeysService,
  ) {}

  @Public()
  @Get(['.well-known/openid-configuration', '.well-known/oauth-authorization-server'])
  @Header('cache-control', CACHE_CONTROL)
  @Header('content-type', 'application/json; charset=utf-8')
  configuration(): Promise<string> {
    return this.metadata.text();
  }

  /** RFC 7517 §5. */
  @Public()
  @Get('oauth2/jwks')
  @Header('cache-control', CACHE_CONTROL)
  @Header('content-type', 'application/jwk-set+json')
  async jwks(): Promise<string> {
    return this.jwksText.of(await this.keys.jwks());
  }
}
