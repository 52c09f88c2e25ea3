import { Body, Controller, Delete, Get, HttpCode, HttpStatus, NotFoundException, Put } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { type Administrator, CurrentAdministrator, Scoped } from '../../admin/admin-api.js';
import { ApiProblems } from '../../admin/api-problems.js';
import { Section } from '../../admin/api-section.js';
import { adminValidation } from '../../admin/validation.pipe.js';
import { PublishTermsDto, presentTerms, TermsDto } from './dto/terms.dto.js';
import { TermsService } from './terms.service.js';

/** The admin API for the terms of use. */
@Section('Terms of use', 'What people accept before they are signed in.')
@Controller('admin/v1/terms')
export class TermsAdministrationController {
  constructor(private readonly terms: TermsService) {}

  @Scoped('terms:read')
  @ApiOperation({ operationId: 'readTerms', summary: 'Read the terms of use', description: 'Those that are in force.' })
  @ApiOkResponse({ description: 'The terms.', type: TermsDto })
  @ApiProblems(404)
  @Get()
  async read(): Promise<TermsDto> {
    return presentTerms((await this.terms.current()) ?? none());
  }

  @Scoped('terms:write')
  @ApiOperation({
    operationId: 'publishTerms',
    summary: 'Publish terms of use',
    description:
      'Puts a version in force. Everyone has to accept it, also administrators: who registers, with the form; all others at the next sign-in. With the version that is in force its contents are corrected, and no one has to accept it again; with an older one they must be those that it had.',
  })
  @ApiBody({
    type: PublishTermsDto,
    examples: {
      text: {
        summary: 'Their text',
        value: { version: '2026-12', contents: { text: 'Be kind.', 'text#de': 'Sei nett.' } },
      },
      url: {
        summary: 'Where they stand',
        value: { version: '2027-01', contents: { url: 'https://example.com/terms' } },
      },
    },
  })
  @ApiOkResponse({ description: 'The terms.', type: TermsDto })
  @ApiProblems(400, 409)
  @Put()
  async publish(
    @Body(adminValidation) { version, contents }: PublishTermsDto,
    @CurrentAdministrator() by: Administrator,
  ): Promise<TermsDto> {
    return presentTerms(await this.terms.publish(version, contents, by));
  }

  @Scoped('terms:write')
  @ApiOperation({
    operationId: 'withdrawTerms',
    summary: 'Withdraw the terms of use',
    description: 'No one has to accept any more. Who has accepted which version stays known.',
  })
  @ApiNoContentResponse({ description: 'Withdrawn.' })
  @ApiProblems(404)
  @Delete()
  @HttpCode(HttpStatus.NO_CONTENT)
  async withdraw(@CurrentAdministrator() by: Administrator): Promise<void> {
    if (!(await this.terms.withdraw(by))) none();
  }
}

function none(): never {
  throw new NotFoundException('there are no terms of use');
}
