import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import { type Administrator, CurrentAdministrator, Scoped } from '../admin/admin-api.js';
import { ApiProblems } from '../admin/api-problems.js';
import { Section } from '../admin/api-section.js';
import { presentPage } from '../admin/page-answer.js';
import { adminValidation } from '../admin/validation.pipe.js';
import { ListMailsDto, MailDto, MailListDto, presentMail, TestedMailDto, TestMailDto } from './dto/mail.dto.js';
import { MailAdministration } from './mail-administration.service.js';
import { TestMails } from './test-mail.service.js';

const MailId = () =>
  ApiParam({ name: 'id', description: 'Identifier of the mail.', example: '0f6d1d5e-5a57-4f2f-9d0e-6a1c3b5d7e90' });

/** The admin API for mails that have not left. */
@Section('Mail', 'Mails that have not left yet, and whether mails can leave at all. No one is shown what a mail says.')
@Controller('admin/v1/mail')
export class MailController {
  constructor(
    private readonly mails: MailAdministration,
    private readonly tests: TestMails,
  ) {}

  @Scoped('mail:read')
  @ApiOperation({
    operationId: 'listMails',
    summary: 'List mails that have not left',
    description:
      'Those that wait, and those that failed in the last 7 days, newest first, with the last error of each. A mail that has left is not here any more.',
  })
  @ApiOkResponse({ description: 'A page of mails.', type: MailListDto })
  @ApiProblems(400)
  @Get()
  async list(@Query(adminValidation) query: ListMailsDto): Promise<MailListDto> {
    return presentPage(await this.mails.list(query), presentMail);
  }

  @Scoped('mail:read')
  @ApiOperation({
    operationId: 'readMail',
    summary: 'Read what became of a mail',
    description: 'Its reader, its attempts and the last error; not what it says.',
  })
  @MailId()
  @ApiOkResponse({ description: 'The mail.', type: MailDto })
  @ApiProblems(404)
  @Get(':id')
  async read(@Param('id') id: string): Promise<MailDto> {
    return presentMail(await this.mails.get(id));
  }

  @Scoped('mail:write')
  @ApiOperation({
    operationId: 'testMail',
    summary: 'Send a test mail',
    description:
      'Sends one at once and waits for the mail server, for 45 seconds at most. `sent` says whether it was taken, `error` what is wrong. One reader gets at most 5 in 15 minutes.',
  })
  @ApiBody({ type: TestMailDto, examples: { test: { summary: 'To yourself', value: { to: 'you@example.com' } } } })
  @ApiOkResponse({ description: 'What became of it.', type: TestedMailDto })
  @ApiProblems(400, 409)
  @Post('test')
  @HttpCode(HttpStatus.OK)
  async test(
    @Body(adminValidation) { to }: TestMailDto,
    @CurrentAdministrator() { actor, facts }: Administrator,
  ): Promise<TestedMailDto> {
    return this.tests.send(to, { actor, facts });
  }

  @Scoped('mail:write')
  @ApiOperation({
    operationId: 'retryMail',
    summary: 'Try a mail again now',
    description:
      'For a mail that failed, or waits for its next attempt, after what was wrong is mended. It goes to the same reader with the same contents.',
  })
  @MailId()
  @ApiOkResponse({ description: 'The mail, which waits for its attempt.', type: MailDto })
  @ApiProblems(404, 409)
  @Post(':id/retry')
  @HttpCode(HttpStatus.OK)
  async retry(@Param('id') id: string, @CurrentAdministrator() { actor, facts }: Administrator): Promise<MailDto> {
    return presentMail(await this.mails.retry(id, { actor, facts }));
  }
}
