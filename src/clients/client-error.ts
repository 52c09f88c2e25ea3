import { Refusal } from '../platform/validation/refusals.js';

/** Why the administration of clients was refused; its message says what to change. */
export abstract class ClientError extends Refusal {}

export class ClientNotFound extends ClientError {
  constructor(clientId: string) {
    super(`there is no client ${clientId}`);
  }
}

export class ClientIdTaken extends ClientError {
  constructor(clientId: string) {
    super(`there is a client ${clientId} already; choose another client_id, or leave it out`);
  }
}

/** The client was changed since the caller read it. */
export class ClientChanged extends ClientError {
  constructor(clientId: string) {
    super(`the client ${clientId} was changed meanwhile; read it again and send its new ETag`);
  }
}

export class ClientHasNoSecret extends ClientError {
  constructor(clientId: string) {
    super(`the client ${clientId} authenticates by no secret; first change its token_endpoint_auth_method`);
  }
}
