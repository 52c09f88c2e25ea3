import type { Client } from '../../clients/client.js';
import { GRANT_DESCRIPTIONS } from '../../clients/metadata/grant-description.js';
import type { GrantDescription } from '../../clients/metadata/rule.js';
import type { Parameters } from '../../oauth/parameters.js';
import type { LazyRequestFacts } from '../../platform/http/request-facts.js';
import type { Members } from '../../platform/metadata/server-metadata.js';
import { PeerKind } from '../../platform/peers.js';
import type { Approval } from '../approval.js';

/** A way to obtain a token (RFC 6749 §1.3). It approves or throws; the token issuer mints. */
export interface Grant extends GrantDescription {
  /** What the server's metadata says of it beside its name in `grant_types_supported`. */
  readonly metadata?: Members;
  /** Whether it is on behalf of an end-user, so that an ID token may come of it. */
  readonly forEndUser: boolean;
  /**
   * @param client authenticated, and registered for this grant type
   * @param facts of the request, for the audit log
   */
  approve(client: Client, parameters: Parameters, facts: LazyRequestFacts): Promise<Approval>;
}

/** The grants that rooms declare. */
export const GRANTS = new PeerKind<Grant, GrantDescription>(
  'grants',
  ({ grantType }) => [grantType],
  GRANT_DESCRIPTIONS,
);
