import { Controller, Get, Module, Post } from '@nestjs/common';
import { Public } from '../../src/resource-server/access.js';
import { type AccessTokenClaims, CurrentToken, RequireScope } from '../../src/resource-server/index.js';

@Controller('probe')
@RequireScope('probe:read')
class ProbeController {
  @Get()
  read(@CurrentToken() token: AccessTokenClaims): { sub: string } {
    return { sub: token.sub };
  }

  @Get('write')
  @RequireScope('probe:write')
  write(): string {
    return 'written';
  }

  @Post('form')
  @RequireScope('probe:read', { tokenInForm: true })
  form(@CurrentToken() token: AccessTokenClaims): { sub: string } {
    return { sub: token.sub };
  }

  @Post('no-form')
  noForm(): string {
    return 'posted';
  }

  @Get('public')
  @Public()
  everybody(): string {
    return 'hello';
  }
}

/** Routes that take access tokens in every way that there is. */
@Module({ controllers: [ProbeController] })
export class ProbeModule {}
