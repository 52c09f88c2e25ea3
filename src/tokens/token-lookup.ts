import { Injectable } from '@nestjs/common';
import type { Authorization } from '../authorizations/authorization.js';
import { AuthorizationsService } from '../authorizations/authorizations.service.js';
import type { RefreshToken } from '../authorizations/refresh-token.js';
import { KeysService } from '../keys/keys.service.js';
import { InvalidToken } from '../oauth/oauth-error.js';
import type { AccessTokenClaims } from '../resource-server/access-token-verifier.js';

/** A token that this server issued; access tokens have not expired. */
export type FoundToken =
  | { readonly kind: 'access_token'; readonly claims: AccessTokenClaims }
  | { readonly kind: 'refresh_token'; readonly token: RefreshToken; readonly authorization: Authorization };

/** Tells what a token is, for introspection and revocation. Its form tells, so `token_type_hint` is not needed. */
@Injectable()
export class TokenLookup {
  constructor(
    private readonly keys: KeysService,
    private readonly authorizations: AuthorizationsService,
  ) {}

  /** The token, or undefined if it is not one of this server's, or expired. */
  async find(text: string): Promise<FoundToken | undefined> {
    if (text.includes('.')) return this.findAccessToken(text);
    const found = await this.authorizations.findByRefreshToken(text);
    return found && { kind: 'refresh_token', ...found };
  }

  private async findAccessToken(jwt: string): Promise<FoundToken | undefined> {
    try {
      return { kind: 'access_token', claims: await this.keys.verifyAccessToken(jwt) };
    } catch (error) {
      if (error instanceof InvalidToken) return undefined;
      throw error;
    }
  }
}
