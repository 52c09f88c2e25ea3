import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
} from '@nestjs/swagger';
import { type Administrator, CurrentAdministrator, Scoped } from '../../admin/admin-api.js';
import { ApiProblems } from '../../admin/api-problems.js';
import { Section } from '../../admin/api-section.js';
import { Idempotent } from '../../admin/idempotency/idempotent.js';
import { adminValidation } from '../../admin/validation.pipe.js';
import { UserId } from '../../users/dto/user-id.js';
import { FactorDto, FactorListDto, ImportFactorDto, presentFactor } from './dto/factor.dto.js';
import { UserFactors } from './user-factors.service.js';

/** The admin API for factors. */
@Section('Factors', 'What users have set up to prove who they are, beside the password.')
@Controller('admin/v1/users/:id/factors')
export class UserFactorsController {
  constructor(private readonly factors: UserFactors) {}

  @Scoped('users:read')
  @ApiOperation({
    operationId: 'listUserFactors',
    summary: 'List the factors of a user',
    description: 'What the user has set up, without its secrets.',
  })
  @UserId()
  @ApiOkResponse({ description: 'All of them.', type: FactorListDto })
  @ApiProblems(404)
  @Get()
  async list(@Param('id') id: string): Promise<FactorListDto> {
    return { items: (await this.factors.list(id)).map(presentFactor) };
  }

  @Scoped('users:write')
  @ApiOperation({
    operationId: 'createUserFactor',
    summary: 'Import a factor of a user',
    description:
      'An authenticator app that the user has set up at another server goes on to work. The user is told by mail. For an administrator it takes the scope roles:write too.',
  })
  @UserId()
  @ApiBody({
    type: ImportFactorDto,
    examples: {
      app: {
        summary: 'A common app',
        value: { type: 'totp', secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', name: 'Phone' },
      },
    },
  })
  @ApiCreatedResponse({ description: 'Imported.', type: FactorDto })
  @ApiProblems(400, 404, 409)
  @Idempotent()
  @Post()
  async import(
    @Param('id') id: string,
    @Body(adminValidation) factor: ImportFactorDto,
    @CurrentAdministrator() by: Administrator,
  ): Promise<FactorDto> {
    return presentFactor(await this.factors.importApp(id, factor, by));
  }

  @Scoped('users:write')
  @ApiOperation({
    operationId: 'deleteUserFactors',
    summary: 'Reset the factors of a user',
    description:
      'Removes all of them, with recovery codes and remembered devices, for a user who has lost them. The user is told by mail. For an administrator it takes the scope roles:write too.',
  })
  @UserId()
  @ApiNoContentResponse({ description: 'Removed.' })
  @ApiProblems(404)
  @Delete()
  @HttpCode(HttpStatus.NO_CONTENT)
  async reset(@Param('id') id: string, @CurrentAdministrator() by: Administrator): Promise<void> {
    await this.factors.reset(id, by);
  }

  @Scoped('users:write')
  @ApiOperation({
    operationId: 'deleteUserFactor',
    summary: 'Remove a factor of a user',
    description:
      'The recovery codes go with the last of the others. The user is told by mail. For a factor of an administrator it takes the scope roles:write too.',
  })
  @UserId()
  @ApiParam({
    name: 'factor_id',
    description: 'Identifier of the factor.',
    example: 'b2f3c1de-7c55-4c0e-8f1c-0d5b0a9d7a11',
  })
  @ApiNoContentResponse({ description: 'Removed.' })
  @ApiProblems(404)
  @Delete(':factor_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  async remove(
    @Param('id') id: string,
    @Param('factor_id') factorId: string,
    @CurrentAdministrator() by: Administrator,
  ): Promise<void> {
    await this.factors.remove(id, factorId, by);
  }
}
