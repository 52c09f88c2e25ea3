import type { Page } from 'playwright-core';
import { TermsService } from '../../../src/account/terms/terms.service.js';
import { ClientsService } from '../../../src/clients/clients.service.js';
import { ConsentService } from '../../../src/consent/consent.service.js';
import type { User } from '../../../src/users/user.js';
import { UsersService } from '../../../src/users/users.service.js';
import { giveApp, giveRecoveryCodes } from '../authenticator-app.js';
import { signIn } from '../chromium.js';
import { type ClientSite, startClientSite } from '../client-site.js';
import { createTestApp, type TestApp } from '../test-app.js';
import { createWorld, PASSWORD, registerClient, type World } from '../world.js';

/** The logo of an app, on a site of its own. */
export const LOGO = 'https://photos.example/logo.svg';

/** Servers, people and apps to which every page can be shown. */
export interface PageWorld {
  readonly world: World;
  /** Without users, and without mail. */
  readonly empty: TestApp;
  /** Where people register, and accept terms. */
  readonly registering: World;
  readonly site: ClientSite;
  readonly alice: User;
  close(): Promise<void>;
}

/** Pages by their names, and how a person comes to each. */
export type PagesByName = Readonly<Record<string, (page: Page, at: PageWorld) => Promise<unknown>>>;

export async function createPageWorld(): Promise<PageWorld> {
  const world = await createWorld({
    roomSettings: { authentication: { forgotPasswordUrl: 'https://help.example/password' } },
  });
  const empty = await createTestApp({ production: true });
  const userRegistration = { mode: 'open', fields: ['given_name', 'birthdate'], limit: 1000 };
  const registering = await createWorld({ roomSettings: { userRegistration } });
  const contents = { text: 'Be kind.\n\nThis is all that we ask of you.' };
  await registering.app.get(TermsService).publish('1', contents, {});
  const site = await startClientSite(world);
  const { id } = await registerClient(world, {
    client_id: 'long-words',
    client_name: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
    redirect_uris: [
      'https://a-very-long-host-name-for-a-client.of-a-very-long-department.organisation.example/callback',
    ],
    policy_uri: 'https://organisation.example/privacy',
    tos_uri: 'https://organisation.example/terms',
    scope: 'openid profile email address phone offline_access api:read api:write api:admin clients:read clients:write',
  });
  await world.app.get(UsersService).create({
    username: 'long-name',
    password: PASSWORD,
    name: 'Wolfeschlegelsteinhausenbergerdorff Hubert Blaine the younger',
    email: 'wolfeschlegelsteinhausenbergerdorff@a-very-long-department.organisation.example',
  });
  await world.app.get(ClientsService).create(
    {
      client_id: 'stranger',
      client_name: 'Photo printing',
      redirect_uris: ['https://photos.example/callback'],
      logo_uri: LOGO,
      client_uri: 'https://photos.example',
      policy_uri: 'https://photos.example/privacy',
      tos_uri: 'https://photos.example/terms',
      scope: 'openid profile api:read',
      post_logout_redirect_uris: ['https://photos.example/bye'],
    },
    {},
    { registeredBy: 'open', registrationTokenDigest: null },
  );
  await world.app.get(UsersService).create({
    username: 'newcomer',
    password: PASSWORD,
    given_name: 'Ned',
    family_name: 'Newcomer',
    password_change_required: true,
  });
  await world.app.get(UsersService).create({ username: 'fay', password: PASSWORD, name: 'Fay Factor' });
  await giveApp(world, 'fay');
  await giveRecoveryCodes(world, 'fay');
  const alice = (await world.app.get(UsersService).findByUsername('alice')) as User;
  await world.app.get(ConsentService).allow(alice.id, id, ['openid', 'api:read', 'offline_access']);
  const close = async () => {
    await site.close();
    await world.close();
    await empty.close();
    await registering.close();
  };
  return { world, empty, registering, site, alice, close };
}

/** Goes to an address of the server, which asks to sign in first. */
export async function goSignedIn(page: Page, { world }: PageWorld, address: string, username = 'alice'): Promise<void> {
  await page.goto(new URL(address, world.issuer).href);
  await signIn(page, username, PASSWORD);
  await page
    .getByRole('heading', { name: /access|account/ })
    .first()
    .waitFor();
}

/** Signs one more person in, in the same browser. */
export async function addAccount(page: Page, { world }: PageWorld, username: string): Promise<void> {
  await page.goto(`${world.issuer}/login?prompt=login`);
  await signIn(page, username, PASSWORD);
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
}
