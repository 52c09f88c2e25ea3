import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccountPages } from '../../authentication/account-pages/account-pages.js';
import { RecentSignIns } from '../../authentication/recent-sign-in/recent-sign-ins.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { Pages } from '../../ui/pages.js';
import { ACTIVITY } from './activity.entry.js';
import { ActivityPage } from './activity-page.js';
import { OwnActivity } from './own-activity.service.js';

/** Shows a person what was done in the account, page by page. */
@ApiExcludeController()
@Controller(ACTIVITY)
export class ActivityController {
  constructor(
    private readonly signIns: RecentSignIns,
    private readonly activity: OwnActivity,
    private readonly pages: AccountPages,
    private readonly texts: Pages,
  ) {}

  @Public()
  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.signIns.signedIn(reply, ACTIVITY);
    if (!session) return;
    const after = formField(request.query, 'after');
    const languages = this.texts.languagesOf(request);
    const { items, next } = await this.activity.list(session.user, after === '' ? undefined : after, languages);
    await this.pages.send(reply, session, {
      path: ACTIVITY,
      title: 'account.activity',
      body: <ActivityPage acts={items} next={next} isLater={after !== ''} />,
    });
  }
}
