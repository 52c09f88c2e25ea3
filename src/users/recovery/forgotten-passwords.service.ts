import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MailService } from '../../mail/mail.service.js';
import { after, Clock, type Instant } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { Deliveries } from '../../platform/outbox/deliveries.service.js';
import { UserStore } from '../user-store.js';
import { normalizeUsername } from '../username.js';
import { UsersService } from '../users.service.js';
import { type ForgottenPassword, PASSWORD_RESET, PasswordResets } from './password-resets.service.js';

const KIND = 'password-reset';

type Request = ForgottenPassword & { readonly askedAt: Instant };

/**
 * Takes what is typed under "Forgot it?". Whether there is such an account is found out later, by the queue: until the answer is
 * sent the same statements run for every name, so neither the answer nor its time tells who has an account.
 */
@Injectable()
export class ForgottenPasswords implements OnModuleInit {
  constructor(
    private readonly resets: PasswordResets,
    private readonly mail: MailService,
    private readonly store: UserStore,
    private readonly deliveries: Deliveries,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.deliveries.register<Request>(KIND, (request) => this.answer(request));
  }

  /** Whether people get a link by mail; passwords of a store that a host application brings are not kept here. */
  get areMailed(): boolean {
    return this.mail.isOffered && this.store instanceof UsersService;
  }

  /** Whether nothing can be mailed to people whose passwords are kept here. */
  get needOtherWays(): boolean {
    return !this.mail.isOffered && this.store instanceof UsersService;
  }

  /** @returns seconds until this name or network may ask again; 0: the person gets a mail, if there is such an account */
  async ask(request: ForgottenPassword): Promise<number> {
    const { username, facts } = request;
    const wait = await this.mail.mayAsk({ reader: normalizeUsername(username), facts });
    if (wait > 0) return wait;
    const asked: Request = { ...request, askedAt: this.clock.now() };
    await this.database.transaction((transaction) => this.deliveries.enqueue(KIND, asked, transaction));
    return 0;
  }

  /** A link that comes hours later helps no one. */
  private async answer(request: Request): Promise<void> {
    if (this.clock.now() < after(request.askedAt, PASSWORD_RESET.lifetime)) await this.resets.send(request);
  }
}
