import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { ComponentChildren } from 'preact';
import type { Peers } from '../../platform/peers.js';
import { type PageContent, Pages } from '../../ui/pages.js';
import type { Session } from '../sessions/session.js';
import { ACCOUNT } from '../sign-in/sign-in-goals.service.js';
import { AccountFrame, type AccountLink } from './account-frame.js';
import { ACCOUNT_PAGES, type AccountPageEntry } from './account-page-entry.js';

/** A page of the account. */
interface AccountPageContent extends PageContent {
  /** The path of its entry in the navigation. */
  readonly path: string;
  /** What stands above the navigation on a phone. */
  readonly head?: ComponentChildren;
}

/** Shows pages of the own account, with the navigation between them. */
@Injectable()
export class AccountPages {
  constructor(
    private readonly pages: Pages,
    @Inject(ACCOUNT_PAGES.token) private readonly entries: Peers<AccountPageEntry>,
  ) {}

  async send(
    reply: FastifyReply,
    session: Session,
    { path, head, body, ...content }: AccountPageContent,
  ): Promise<void> {
    const links = await this.linksFor(session);
    this.pages.send(reply, {
      ...content,
      timeZone: session.user.claims.zoneinfo,
      body: (
        <AccountFrame links={links} current={path} isFirst={path === ACCOUNT} head={head}>
          {body}
        </AccountFrame>
      ),
    });
  }

  private async linksFor(session: Session): Promise<readonly AccountLink[]> {
    const entries = this.entries.list.toSorted((one, other) => one.position - other.position);
    const shown = await Promise.all(entries.map((entry) => entry.isShown?.(session) ?? true));
    return entries.filter((_, index) => shown[index]);
  }
}
