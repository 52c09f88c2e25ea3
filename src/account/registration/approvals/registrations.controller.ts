import { Controller, Get, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { type Administrator, CurrentAdministrator, Scoped } from '../../../admin/admin-api.js';
import { ApiProblems } from '../../../admin/api-problems.js';
import { Section } from '../../../admin/api-section.js';
import { UserId } from '../../../users/dto/user-id.js';
import { presentRegistration, RegistrationListDto } from './dto/registration.dto.js';
import { RegistrationApprovals } from './registration-approvals.service.js';

/** The admin API for accounts that have to be approved. */
@Section('Registration of people')
@Controller('admin/v1/registrations')
export class RegistrationsController {
  constructor(private readonly approvals: RegistrationApprovals) {}

  @Scoped('registrations:read')
  @ApiOperation({
    operationId: 'listRegistrations',
    summary: 'List registrations that wait',
    description:
      'Accounts that people have made and that an administrator has to approve (USER_REGISTRATION_APPROVAL), oldest first. Until then no one can sign in to them.',
  })
  @ApiOkResponse({ description: 'The registrations.', type: RegistrationListDto })
  @ApiProblems()
  @Get()
  async list(): Promise<RegistrationListDto> {
    return { items: (await this.approvals.list()).map(presentRegistration) };
  }

  @Scoped('registrations:write')
  @ApiOperation({
    operationId: 'approveRegistration',
    summary: 'Approve a registration',
    description: 'The person can sign in from now on, and is told by mail.',
  })
  @UserId()
  @ApiNoContentResponse({ description: 'Approved.' })
  @ApiProblems(404)
  @Post(':id/approve')
  @HttpCode(HttpStatus.NO_CONTENT)
  approve(@Param('id') id: string, @CurrentAdministrator() by: Administrator): Promise<void> {
    return this.approvals.approve(id, by);
  }

  @Scoped('registrations:write')
  @ApiOperation({
    operationId: 'refuseRegistration',
    summary: 'Refuse a registration',
    description: 'The account is deleted, and the person is told by mail.',
  })
  @UserId()
  @ApiNoContentResponse({ description: 'Refused.' })
  @ApiProblems(404)
  @Post(':id/refuse')
  @HttpCode(HttpStatus.NO_CONTENT)
  refuse(@Param('id') id: string, @CurrentAdministrator() by: Administrator): Promise<void> {
    return this.approvals.refuse(id, by);
  }
}
