import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import type { Members, MetadataSource } from '../platform/metadata/server-metadata.js';
import { CHECK_SESSION } from './sessions/check-session.controller.js';

/** How people are signed in, and how clients hear that they have signed out. */
@Injectable()
export class AuthenticationMetadata implements MetadataSource {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'issuer'>) {}

  members(): Members {
    const { issuer } = this.config;
    return {
      end_session_endpoint: `${issuer}/oauth2/logout`,
      check_session_iframe: issuer + CHECK_SESSION,
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
      frontchannel_logout_supported: true,
      frontchannel_logout_session_supported: true,
    };
  }
}
