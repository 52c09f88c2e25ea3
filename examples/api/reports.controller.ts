import { type AccessTokenClaims, CurrentToken, RequireScope } from '@gatehouse/resource-server';
import { Controller, Get } from '@nestjs/common';

/** Reports that no one sees without an access token for them. */
@Controller('reports')
export class ReportsController {
  /** For every token with the scope `api:read`. */
  @Get()
  @RequireScope('api:read')
  list(@CurrentToken() token: AccessTokenClaims) {
    return { reports: ['January', 'February'], token: whose(token) };
  }

  /** For administrators: only they are granted the scope `api:admin`. */
  @Get('admin')
  @RequireScope('api:admin')
  listAll(@CurrentToken() token: AccessTokenClaims) {
    return { reports: ['January', 'February', 'Salaries'], token: whose(token) };
  }
}

/** `sub` is the user; if a client acts for itself, it is the client. */
function whose({ sub, client_id, scope = '', roles = [] }: AccessTokenClaims) {
  return { sub, client_id, scope, roles };
}
