import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { after, Clock, DAY } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import type { ValuesOf } from '../../platform/config/room-settings.js';
import { digest, generateSecret } from '../../platform/crypto/secrets.js';
import type { Transaction } from '../../platform/database/database.js';
import { readCookie, type SentCookies, setCookie } from '../../platform/http/cookies.js';
import type { Visitor } from '../../platform/http/visitor.js';
import type { User } from '../../users/user.js';
import { UsersService } from '../../users/users.service.js';
import { FACTOR_SETTINGS } from '../factor-settings.js';
import { type RememberedDevice, RememberedDevicesRepository } from './remembered-devices.repository.js';

/** Devices of one account that are remembered at the same time; one more ends the one unused for longest. */
const MOST_DEVICES = 10;

/** Characters of the `User-Agent` that are kept. */
const LONGEST_USER_AGENT = 255;

/**
 * Browsers in which a person need not prove the second factor again for some time. Such a browser stands in for the second
 * factor and for nothing else: the first one is asked for as ever. It ends with the password, with a sign-out by an
 * administrator, and with every factor that is removed.
 */
@Injectable()
export class RememberedDevices implements OnModuleInit {
  constructor(
    private readonly repository: RememberedDevicesRepository,
    private readonly users: UsersService,
    private readonly clock: Clock,
    @Inject(FACTOR_SETTINGS.token) private readonly settings: ValuesOf<typeof FACTOR_SETTINGS>,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.users.onSignOut((userId, transaction) => this.repository.removeAllOf(userId, transaction));
    this.users.onPasswordChange((userId, transaction) => this.repository.removeAllOf(userId, transaction));
  }

  /** For how many days a device is remembered; undefined: it is not offered. */
  get days(): number | undefined {
    const { rememberedDeviceLifetime } = this.settings;
    return rememberedDeviceLifetime === 0 ? undefined : Math.max(1, Math.round(rememberedDeviceLifetime / DAY));
  }

  /** Whether the browser stands in for the second factor of this account. */
  async knows(sent: SentCookies, { id }: User): Promise<boolean> {
    const secret = readCookie(sent, this.config, cookieOf(id));
    if (secret === undefined || this.days === undefined) return false;
    return this.repository.use(digest(secret), id, this.clock.now());
  }

  /** Remembers the browser, in the transaction that takes the second factor; always under a new secret. */
  async remember({ cookies, facts }: Visitor, { id: userId }: User, transaction: Transaction): Promise<void> {
    const { rememberedDeviceLifetime } = this.settings;
    if (this.days === undefined) return;
    const secret = generateSecret();
    const createdAt = this.clock.now();
    const expiresAt = after(createdAt, rememberedDeviceLifetime);
    const userAgent = facts.userAgent?.slice(0, LONGEST_USER_AGENT) ?? null;
    const device = { digest: digest(secret), id: randomUUID(), userId, userAgent, createdAt, expiresAt };
    await this.repository.insert(device, MOST_DEVICES, transaction);
    setCookie(cookies, this.config, cookieOf(userId), secret, rememberedDeviceLifetime);
  }

  /** The one used last first. */
  list(userId: string): Promise<readonly RememberedDevice[]> {
    return this.repository.list(userId, this.clock.now());
  }

  /** @returns false if the user has no such device */
  forget(id: string, userId: string): Promise<boolean> {
    return this.repository.remove(id, userId);
  }
}

/** One for each account of the browser. */
function cookieOf(userId: string): string {
  return `gatehouse_remembered_${digest(userId).slice(0, 10)}`;
}
