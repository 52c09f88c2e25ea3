import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AccountPages } from '../../authentication/account-pages/account-pages.js';
import { seeOther } from '../../platform/http/redirect.js';
import { Brand } from '../../ui/components/brand.js';
import { type PageContent, Pages } from '../../ui/pages.js';
import { OWN_FACTORS } from '../account/own-factors-paths.js';
import type { Enroller } from './enrollers.js';
import { type Enrolled } from './enrolling.service.js';
import { RecoveryCodesPage } from './recovery-codes-page.js';

/** Shows the pages by which factors are set up: within the account, or as a step of a sign-in. */
@Injectable()
export class EnrolmentPages {
  constructor(
    private readonly pages: Pages,
    private readonly account: AccountPages,
  ) {}

  async show(reply: FastifyReply, { by }: Enroller, content: PageContent): Promise<void> {
    if ('session' in by) return this.account.send(reply, by.session, { ...content, path: OWN_FACTORS });
    const body = (
      <>
        <Brand />
        {content.body}
      </>
    );
    this.pages.send(reply, { ...content, body });
  }

  /** Goes on after a factor was set up; with the first one come recovery codes, which are shown now and never again. */
  async finish(reply: FastifyReply, enroller: Enroller, { path, recoveryCodes }: Enrolled): Promise<void> {
    if (recoveryCodes.length === 0) return seeOther(reply, path);
    const body = <RecoveryCodesPage codes={recoveryCodes} onward={path} />;
    await this.show(reply, enroller, { title: 'factors.recovery.new-title', passing: true, body });
  }
}
