import type { Mistake } from '../../platform/validation/mistakes.js';
import type { ClientMetadata } from '../client.js';
import { addressMistakes } from './addresses.js';
import { mistake, type Rule } from './rule.js';

/** OpenID Connect Back-Channel Logout §2.2 and Front-Channel Logout §2. */
export const judgeLogout: Rule = (metadata, circumstances) => {
  const backchannel = addressMistakes('backchannel_logout_uri', metadata.backchannel_logout_uri, circumstances);
  const frontchannel = addressMistakes('frontchannel_logout_uri', metadata.frontchannel_logout_uri, circumstances);
  return [...backchannel, ...(frontchannel.length > 0 ? frontchannel : foreignPageMistakes(metadata))];
};

/** Front-Channel Logout §2: domain, port and scheme must be those of a registered redirect URI. */
function foreignPageMistakes({ frontchannel_logout_uri: page, redirect_uris }: ClientMetadata): readonly Mistake[] {
  if (page === undefined) return [];
  const { origin } = new URL(page);
  return redirect_uris.some((uri) => URL.canParse(uri) && new URL(uri).origin === origin)
    ? []
    : mistake('/frontchannel_logout_uri', 'must have the scheme, host and port of one of the redirect_uris');
}
