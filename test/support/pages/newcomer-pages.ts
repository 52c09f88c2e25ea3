import type { Page } from 'playwright-core';
import { Mailbox } from '../../../src/mail/mailbox.js';
import { Clock } from '../../../src/platform/clock.js';
import { Database } from '../../../src/platform/database/database.js';
import { FirstUser } from '../../../src/users/first-user.service.js';
import { Invitations } from '../../../src/users/links/invitations.service.js';
import type { User } from '../../../src/users/user.js';
import { UsersService } from '../../../src/users/users.service.js';
import { signIn } from '../chromium.js';
import { linkIn } from '../mail-server.js';
import { until } from '../until.js';
import { PASSWORD } from '../world.js';
import { type PagesByName, type PageWorld } from './page-world.js';

/** How people come to have an account, and what they see first. */
export const NEWCOMER_PAGES: PagesByName = {
  'register, refused': async (page, at) => {
    await page.goto(`${at.registering.issuer}/register`);
    await page.evaluate(() => {
      for (const field of document.querySelectorAll('input')) field.required = false;
    });
    await page.fill('#username', 'someone@else.example');
    await page.fill('#email', 'carol@example.com');
    await page.waitForTimeout(2_100);
    await page.click('#register-submit');
    await page.waitForSelector('#username-problem');
  },
  'register, confirm': async (page, at) => {
    const address = await fillInRegistration(page, at);
    await page.goto(await linkOfRegistration(at, address));
    await page.waitForSelector('#verify-address');
  },
  'register, closed': async (page, at) => {
    await page.goto(`${at.world.issuer}/register`);
  },
  'terms of use, to be accepted': async (page, at) => {
    await page.goto(`${at.registering.issuer}/login`);
    await page.fill('#username', 'bob');
    await page.fill('#password', PASSWORD);
    await page.click('#login-submit');
    await page.waitForSelector('#terms-accept');
  },
  'set up': (page, at) => goToSetup(page, at),
  'set up, refused': async (page, at) => {
    await goToSetup(page, at);
    await page.getByLabel('Username').fill('ada');
    await page.getByLabel('Password', { exact: true }).fill('ada-ada-ada-ada');
    await page.getByLabel('Username').fill('ada-ada-ada-ada');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('alert').waitFor();
  },
  'set up, wrong link': (page, at) => page.goto(`${at.empty.config.issuer}/setup?token=wrong`),
  'set up, what to do next': async (page, at) => {
    await page.goto(`${at.world.issuer}/login`);
    await signIn(page, 'alice', PASSWORD);
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
    await page.goto(`${at.world.issuer}/setup/next`);
  },
  'set up already': (page, at) => page.goto(`${at.world.issuer}/setup?token=wrong`),
  invitation: async (page, at) => {
    const user = (await at.world.app.get(UsersService).findByUsername('long-name')) as User;
    const invitations = at.world.app.get(Invitations);
    const { text } = await at.world.app
      .get(Database)
      .transaction((transaction) => invitations.invite(user, transaction));
    await page.goto(`${at.world.issuer}/invitation?token=${text}`);
  },
  'invitation, void': (page, at) => page.goto(`${at.world.issuer}/invitation?token=wrong`),
};

/** @returns the address to which a link is mailed */
async function fillInRegistration(page: Page, { registering }: PageWorld): Promise<string> {
  const username = `carol-${Date.now()}`;
  await page.goto(`${registering.issuer}/register`);
  const form = { username, email: `${username}@example.com`, given_name: 'Carol', birthdate: '1990-01-31' };
  for (const [name, value] of Object.entries({ ...form, password: PASSWORD })) await page.fill(`#${name}`, value);
  await page.check('#terms');
  await page.waitForTimeout(2_100);
  await page.click('#register-submit');
  await page.getByText(form.email).waitFor();
  return form.email;
}

async function linkOfRegistration({ registering }: PageWorld, address: string): Promise<string> {
  const mailbox = registering.app.get(Mailbox);
  const { text } = await until(() => mailbox.list().find(({ to }) => to.address === address));
  return linkIn({ text }).href;
}

async function goToSetup(page: Page, { empty }: PageWorld): Promise<void> {
  const { app, config } = empty;
  const token = await app.get(FirstUser).open(app.get(Clock).now() + 1);
  await page.goto(`${config.issuer}/setup?token=${token}`);
}
