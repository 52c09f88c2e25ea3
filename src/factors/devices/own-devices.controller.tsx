import { Controller, Get, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccountPages } from '../../authentication/account-pages/account-pages.js';
import { Csrf } from '../../authentication/csrf.js';
import { RecentSignIns } from '../../authentication/recent-sign-in/recent-sign-ins.js';
import type { Session } from '../../authentication/sessions/session.js';
import { seeOther } from '../../platform/http/redirect.js';
import type { TextKey } from '../../platform/texts/message.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { OWN_DEVICES, OWN_FACTORS } from '../account/own-factors-paths.js';
import { OwnDevicesPage } from './own-devices-page.js';
import { RememberedDevices } from './remembered-devices.service.js';

/** The browsers that a person has had remembered. To forget one makes the account safer, so a recent sign-in is not asked for. */
@ApiExcludeController()
@Controller(OWN_DEVICES)
export class OwnDevicesController {
  constructor(
    private readonly recent: RecentSignIns,
    private readonly devices: RememberedDevices,
    private readonly csrf: Csrf,
    private readonly pages: AccountPages,
  ) {}

  @Public()
  @Get()
  async list(@Res() reply: FastifyReply): Promise<void> {
    const session = await this.recent.signedIn(reply, OWN_DEVICES);
    if (session) await this.show(reply, session);
  }

  @Public()
  @Post()
  async forget(@Req() { body }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.recent.signedIn(reply, OWN_DEVICES);
    if (!session) return;
    if (!this.csrf.accepts(formField(body, 'csrf'), OWN_DEVICES, session.digest))
      return this.show(reply, session, 'form.outdated');
    await this.devices.forget(formField(body, 'id'), session.user.id);
    seeOther(reply, OWN_DEVICES);
  }

  private async show(reply: FastifyReply, session: Session, problem?: TextKey): Promise<void> {
    const devices = await this.devices.list(session.user.id);
    const csrf = this.csrf.token(OWN_DEVICES, session.digest);
    await this.pages.send(reply, session, {
      path: OWN_FACTORS,
      title: 'factors.devices.title',
      status: problem ? HttpStatus.FORBIDDEN : HttpStatus.OK,
      body: <OwnDevicesPage action={OWN_DEVICES} {...{ csrf, devices, problem }} />,
    });
  }
}
