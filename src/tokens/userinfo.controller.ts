import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { AccessTokenClaims } from '../keys/access-token-verifier.js';
import { InvalidToken } from '../oauth/oauth-error.js';
import { parseScope } from '../oauth/scope.js';
import { NoStore } from '../platform/http/no-store.js';
import { CurrentToken } from '../resource-server/current-token.js';
import { RequireScope } from '../resource-server/require-scope.js';
import { holderOf } from '../resource-server/token-holder.js';
import { claimsFor } from '../users/user-claims.js';
import { UserStore } from '../users/user-store.js';

/** OIDC Core §5.3: the userinfo endpoint. */
@ApiExcludeController()
@Controller('oauth2/userinfo')
export class UserinfoController {
  constructor(private readonly users: UserStore) {}

  @RequireScope('openid')
  @NoStore()
  @Get()
  get(@CurrentToken() token: AccessTokenClaims): Promise<object> {
    return this.claims(token);
  }

  @RequireScope('openid', { tokenInForm: true })
  @NoStore()
  @HttpCode(200)
  @Post()
  post(@CurrentToken() token: AccessTokenClaims): Promise<object> {
    return this.claims(token);
  }

  private async claims(token: AccessTokenClaims): Promise<object> {
    const holder = holderOf(token);
    const user = holder && (await this.users.find(holder.userId));
    if (!user || user.disabled) throw new InvalidToken('the end-user can no longer sign in');
    const { userinfo, locales } = holder.askedClaims ?? {};
    return { sub: token.sub, ...claimsFor(user, parseScope(token.scope), userinfo, locales) };
  }
}
