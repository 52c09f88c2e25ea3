import { keyMetadata } from './authentication.js';
import { brandMetadata } from './brand.js';
import { claimMetadata } from './claims.js';
import { CLIENT_METADATA } from './concern.js';
import { flowMetadata } from './flows.js';
import { applicationMetadata } from './links.js';
import { logoutMetadata } from './logout.js';
import { requestMetadata } from './requests.js';
import { strengthMetadata } from './strength.js';
import { tokenMetadata } from './tokens.js';

/** What the room of clients declares. */
export const OWN_METADATA = CLIENT_METADATA.of(
  flowMetadata,
  strengthMetadata,
  keyMetadata,
  tokenMetadata,
  claimMetadata,
  requestMetadata,
  logoutMetadata,
  applicationMetadata,
  brandMetadata,
);
