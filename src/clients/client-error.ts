import { Conflict, NotFound, VersionConflict } from '../platform/validation/refusals.js';

export class ClientNotFound extends NotFound {
  constructor(clientId: string) {
    super(`there is no client ${clientId}`);
  }
}

export class ClientIdTaken extends Conflict {
  constructor(clientId: string) {
    super(`there is a client ${clientId} already; choose another client_id, or leave it out`);
  }
}

/** The client was changed since the caller read it. */
export class ClientChanged extends VersionConflict {
  constructor(clientId: string) {
    super(`the client ${clientId}`);
  }
}

export class ClientHasNoSecret extends Conflict {
  constructor(clientId: string) {
    super(`the client ${clientId} authenticates by no secret; first change its token_endpoint_auth_method`);
  }
}
