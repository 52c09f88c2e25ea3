import { Controller, Get, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { seeOther } from '../../platform/http/redirect.js';
import { requestFacts } from '../../platform/http/request-facts.js';
import type { TextKey } from '../../platform/texts/message.js';
import { Public } from '../../resource-server/access.js';
import { formField } from '../../ui/form-field.js';
import { Pages } from '../../ui/pages.js';
import {
  type AddressRefusal,
  OwnAddresses,
  VERIFY_ADDRESS,
  type WaitingAddress,
} from '../../users/addresses/own-addresses.service.js';
import { Csrf } from '../csrf.js';
import { RecentSignIns } from '../recent-sign-in/recent-sign-ins.js';
import type { Session } from '../sessions/session.js';
import { VoidLinkPage } from '../void-link-page.js';
import { OWN_EMAIL } from './own-email.entry.js';
import { VerifyAddressPage } from './verify-address-page.js';

/** What CSRF tokens of the form are for. */
const PURPOSE = 'verify-address';

const REFUSALS: Readonly<Record<AddressRefusal, TextKey>> = {
  void: 'links.verify.void',
  taken: 'links.verify.taken',
  'too-often': 'links.verify.too-often',
};

/**
 * Takes the proof that someone reads an address. Only the account's own person may give it: otherwise a stranger could have
 * the owner of an address add it to the stranger's account.
 */
@ApiExcludeController()
@Controller(VERIFY_ADDRESS.path)
export class VerifyAddressController {
  constructor(
    private readonly addresses: OwnAddresses,
    private readonly signIns: RecentSignIns,
    private readonly csrf: Csrf,
    private readonly pages: Pages,
  ) {}

  @Public()
  @Get()
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const token = formField(request.query, 'token');
    const found = await this.found(reply, token);
    if (found) this.show(reply, token, found);
  }

  @Public()
  @Post()
  async verify(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const token = formField(request.body, 'token');
    const found = await this.found(reply, token);
    if (!found) return;
    const { session } = found;
    if (!this.csrf.accepts(formField(request.body, 'csrf'), PURPOSE, session.digest))
      return this.show(reply, token, found, HttpStatus.FORBIDDEN);
    const refusal = await this.addresses.verify(token, session.user.id, requestFacts(request));
    if (refusal) this.refuse(reply, REFUSALS[refusal]);
    else seeOther(reply, OWN_EMAIL);
  }

  /** @returns undefined if the reply was sent: the link is void, or its account is not signed in to */
  private async found(
    reply: FastifyReply,
    token: string,
  ): Promise<{ readonly session: Session; readonly waiting: WaitingAddress } | undefined> {
    const waiting = await this.addresses.waiting(token);
    if (!waiting) {
      this.refuse(reply, REFUSALS.void);
      return undefined;
    }
    const page = `${VERIFY_ADDRESS.path}?${new URLSearchParams({ token })}`;
    const session = await this.signIns.signedIn(reply, page);
    if (session?.user.id === waiting.user.id) return { session, waiting };
    if (session) this.refuse(reply, 'links.verify.other-account');
    return undefined;
  }

  private show(
    reply: FastifyReply,
    token: string,
    { session, waiting }: { readonly session: Session; readonly waiting: WaitingAddress },
    status: number = HttpStatus.OK,
  ): void {
    const hidden = { token, csrf: this.csrf.token(PURPOSE, session.digest) };
    const body = <VerifyAddressPage action={VERIFY_ADDRESS.path} hidden={hidden} waiting={waiting} />;
    this.pages.send(reply, { title: 'links.verify.title', status, body });
  }

  private refuse(reply: FastifyReply, lead: TextKey): void {
    const heading = 'links.verify.refused';
    const again = { href: OWN_EMAIL, label: 'account.claim.email' } as const;
    const body = <VoidLinkPage heading={heading} lead={lead} canSignIn again={again} />;
    this.pages.send(reply, { title: heading, status: HttpStatus.GONE, body });
  }
}
