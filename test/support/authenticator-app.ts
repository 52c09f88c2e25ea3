import { Secret, TOTP } from 'otpauth';
import { Enrolments } from '../../src/factors/enrolments.service.js';
import { RecoveryCodes } from '../../src/factors/recovery/recovery-codes.service.js';
import { TotpFactor } from '../../src/factors/totp/totp.factor.js';
import { TotpSecrets } from '../../src/factors/totp/totp-secrets.service.js';
import { Database } from '../../src/platform/database/database.js';
import { UsersService } from '../../src/users/users.service.js';
import type { Browser } from './browser.js';
import type { TestApp } from './test-app.js';

/** The code that an app with this key shows. @param key base32, with or without spaces */
export function codeAt(key: string, now: number): string {
  return new TOTP({ secret: Secret.fromBase32(key.replaceAll(' ', '')) }).generate({ timestamp: now });
}

/** The key that the page shows by which an app is set up. */
export function shownKey({ page }: Browser): string {
  return /id="totp-key">([^<]+)</.exec(page.html)?.[1] ?? '';
}

/** The recovery codes that the page shows. */
export function shownRecoveryCodes({ page }: Browser): readonly string[] {
  return [...page.html.matchAll(/<li><code>([^<]+)</g)].map(([, code = '']) => code);
}

/** Gives a user an authenticator app, as if it had been set up. @returns its key */
export async function giveApp({ app }: Pick<TestApp, 'app'>, username: string): Promise<string> {
  const user = await app.get(UsersService).findByUsername(username);
  if (!user) throw new Error(`there is no ${username}`);
  const secret = new Secret({ size: 20 }).base32;
  await app
    .get(Database)
    .transaction((transaction) =>
      app
        .get(Enrolments)
        .add(user, app.get(TotpFactor), 'App', transaction, {}, (id) =>
          app.get(TotpSecrets).store(id, secret, transaction),
        ),
    );
  return secret;
}

/** Gives a user recovery codes. */
export async function giveRecoveryCodes({ app }: Pick<TestApp, 'app'>, username: string): Promise<readonly string[]> {
  const user = await app.get(UsersService).findByUsername(username);
  if (!user) throw new Error(`there is no ${username}`);
  return app.get(Database).transaction((transaction) => app.get(RecoveryCodes).renew(user, transaction, {}));
}
