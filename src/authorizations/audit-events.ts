import type { AuditEventTypes } from '../audit/audit-event-type.js';
import { OCSF } from '../audit/ocsf-activity.js';

/** What is recorded of codes and tokens. */
export const AUTHORIZATION_EVENTS = {
  codeReplayed: {
    name: 'code.replayed',
    ocsf: OCSF.replay,
    description: 'An authorization code was used twice; everything issued for it was revoked.',
  },
  refreshTokenReused: {
    name: 'refresh_token.reused',
    ocsf: OCSF.replay,
    description: 'A refresh token was used after it had been replaced; everything issued with it was revoked.',
  },
  tokensRevoked: {
    name: 'tokens.revoked',
    description: 'An authorization ended, and with it all its tokens.',
    isOldName: true,
  },
  accessTokenRevoked: { name: 'access_token.revoked', description: 'A client revoked one access token.' },
} satisfies AuditEventTypes;
