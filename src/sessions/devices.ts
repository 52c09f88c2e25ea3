import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ServerSecrets } from '../keys/server-secrets.js';
import { DAY } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { readCookie, setCookie } from '../platform/http/cookies.js';
import { equal, generateSecret, keyedHash } from '../platform/secrets.js';
import { normalizeUsername } from '../users/username.js';

const COOKIE = 'gatehouse_device';

/** Seconds. */
const LIFETIME = 365 * DAY;

/**
 * Remembers in a browser that an account was signed in to from it, so that strangers who guess at the account's
 * password cannot lock its owner out (OWASP: "Slow Down Online Guessing Attacks with Device Cookies").
 */
@Injectable()
export class Devices {
  constructor(
    private readonly secrets: ServerSecrets,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The browser's identifier, where it has signed in to this account before. */
  known(request: FastifyRequest, username: string): string | undefined {
    const [device = '', signature = ''] = (readCookie(request, this.config, COOKIE) ?? '').split('.');
    return device !== '' && equal(signature, this.signature(device, username)) ? device : undefined;
  }

  remember(reply: FastifyReply, username: string): void {
    const device = this.known(reply.request, username) ?? generateSecret(16);
    setCookie(reply, this.config, COOKIE, `${device}.${this.signature(device, username)}`, LIFETIME);
  }

  private signature(device: string, username: string): string {
    return keyedHash(this.secrets.get('csrf'), 'device', device, normalizeUsername(username)).toString('base64url');
  }
}
