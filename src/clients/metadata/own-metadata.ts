import { keyMetadata } from './authentication.js';
import { claimMetadata } from './claims.js';
import { CLIENT_METADATA } from './concern.js';
import { flowMetadata } from './flows.js';
import { applicationMetadata } from './links.js';
import { logoutMetadata } from './logout.js';
import { requestMetadata } from './requests.js';
import { tokenMetadata } from './tokens.js';

/** What the room of clients declares. */
export const OWN_METADATA = CLIENT_METADATA.of(
  flowMetadata,
  keyMetadata,
  tokenMetadata,
  claimMetadata,
  requestMetadata,
  logoutMetadata,
  applicationMetadata,
);
