import { Injectable } from '@nestjs/common';
import type { Claims } from '../../keys/jwt.js';
import { KeysService } from '../../keys/keys.service.js';
import { InvalidRequest } from '../../oauth/oauth-error.js';
import type { AskedRequest, AuthorizationRequest } from '../authorization-request.js';
import type { Check } from './check.js';

/** OIDC Core §3.1.2.1: `id_token_hint` names the end-user that the client expects; an expired ID token will do. */
@Injectable()
export class IdTokenHintCheck implements Check {
  constructor(private readonly keys: KeysService) {}

  async check({ parameters }: AskedRequest): Promise<Pick<AuthorizationRequest, 'hintedSubject'>> {
    const hint = parameters.get('id_token_hint');
    return { hintedSubject: hint === undefined ? undefined : (await this.verify(hint)).sub };
  }

  private async verify(hint: string): Promise<Claims> {
    try {
      return await this.keys.verify(hint, { typ: 'JWT', ignoreExpiry: true });
    } catch (cause) {
      throw new InvalidRequest('id_token_hint is no ID token that this server issued', { cause });
    }
  }
}
