import type { Violation } from '../../platform/validation/violations.js';
import type { ClientMetadata } from '../client.js';
import { LogoutMetadataDto } from '../dto/metadata/logout-metadata.dto.js';
import { addressMistakes } from './addresses.js';
import type { MetadataConcern } from './concern.js';
import { type Rule, violation } from './rule.js';

/** OpenID Connect Back-Channel Logout §2.2 and Front-Channel Logout §2. */
const validateLogout: Rule = (metadata, context) => {
  const backchannel = addressMistakes('backchannel_logout_uri', metadata.backchannel_logout_uri, context);
  const frontchannel = addressMistakes('frontchannel_logout_uri', metadata.frontchannel_logout_uri, context);
  return [...backchannel, ...(frontchannel.length > 0 ? frontchannel : foreignPageMistakes(metadata))];
};

/** Front-Channel Logout §2: domain, port and scheme must be those of a registered redirect URI. */
function foreignPageMistakes({ frontchannel_logout_uri: page, redirect_uris }: ClientMetadata): readonly Violation[] {
  if (page === undefined) return [];
  const { origin } = new URL(page);
  return redirect_uris.some((uri) => URL.canParse(uri) && new URL(uri).origin === origin)
    ? []
    : violation('/frontchannel_logout_uri', 'must have the scheme, host and port of one of the redirect_uris');
}

/** How the client hears that a person has signed out, and where the person goes then. */
export const logoutMetadata: MetadataConcern = {
  members: LogoutMetadataDto,
  defaults: (raw) => ({ post_logout_redirect_uris: raw.post_logout_redirect_uris ?? [] }),
  rules: [validateLogout],
};
