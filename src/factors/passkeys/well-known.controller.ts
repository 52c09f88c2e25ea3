import { Controller, Get, Header, Inject, NotFoundException } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { AnyOrigin } from '../../platform/http/any-origin.js';
import { Public } from '../../resource-server/access.js';
import { OWN_FACTORS } from '../account/own-factors-paths.js';
import { PASSKEY_PAGES } from './passkey.factor.js';
import { PasskeySite } from './passkey-site.js';

/** What browsers and password managers look for. It belongs to the host, so with an issuer that has a path, a proxy leads here. */
@ApiExcludeController()
@AnyOrigin()
@Controller('.well-known')
export class WellKnownController {
  constructor(
    private readonly site: PasskeySite,
    @Inject(CONFIG) private readonly config: Pick<Config, 'issuer'>,
  ) {}

  /** WebAuthn Level 3 §5.11: further origins whose pages may use the passkeys. */
  @Public()
  @Get('webauthn')
  @Header('cache-control', 'public, max-age=3600')
  relatedOrigins(): { readonly origins: readonly string[] } {
    const { party } = this.site;
    if (!party || party.origins.length < 2) throw new NotFoundException('there is no related origin');
    return { origins: party.origins };
  }

  /** W3C, A Well-Known URL for Passkey Endpoints. */
  @Public()
  @Get('passkey-endpoints')
  @Header('cache-control', 'public, max-age=3600')
  endpoints(): { readonly enroll: string; readonly manage: string } {
    if (!this.site.party) throw new NotFoundException('browsers offer no passkeys at this issuer');
    const { issuer } = this.config;
    return { enroll: issuer + PASSKEY_PAGES.enrol, manage: issuer + OWN_FACTORS };
  }
}
