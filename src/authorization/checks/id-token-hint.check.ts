import { Injectable } from '@nestjs/common';
import type { AskedRequest, AuthorizationRequest } from '../../authorization-requests/authorization-request.js';
import { KeysService } from '../../keys/keys.service.js';
import type { Check } from './check.js';

/** OIDC Core §3.1.2.1: `id_token_hint` names the end-user that the client expects; an expired ID token will do. */
@Injectable()
export class IdTokenHintCheck implements Check {
  constructor(private readonly keys: KeysService) {}

  async check({ parameters }: AskedRequest): Promise<Pick<AuthorizationRequest, 'hintedSubject'>> {
    const hint = parameters.get('id_token_hint');
    return { hintedSubject: hint === undefined ? undefined : (await this.keys.verifyHint(hint)).sub };
  }
}
