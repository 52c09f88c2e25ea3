import { randomUUID } from 'node:crypto';
import { RegistrationApprovals } from '../../../src/account/registration/approvals/registration-approvals.service.js';
import { MailStore } from '../../../src/mail/mail-store.js';
import { TEST_MAIL } from '../../../src/mail/test-mail.service.js';
import { after, Clock, DAY } from '../../../src/platform/clock.js';
import { Database } from '../../../src/platform/database/database.js';
import { UsersService } from '../../../src/users/users.service.js';
import { adminApi } from '../../support/admin.js';
import { freshTokens, PASSWORD, signedInBrowser, type World } from '../../support/world.js';
import { DOCUMENT } from './document.js';

type Members = Readonly<Record<string, unknown>>;

/** What a call of an operation needs besides its description. */
interface Fixture {
  /** Makes what the path names. */
  readonly path?: (world: World) => Promise<Readonly<Record<string, string>>>;
  /** Makes an example fit for one more call. */
  readonly body?: (example: Members) => Members;
}

const EVERY_SCOPE = Object.keys(DOCUMENT.components.securitySchemes.gatehouse.flows.authorizationCode.scopes);

/** Every scope of the admin API. */
export const ADMIN_SCOPE = EVERY_SCOPE.filter((name) => name.includes(':')).join(' ');

const unique = (name: string) => `${name}-${randomUUID().slice(0, 8)}`;

const aName = () => ({ username: unique('user'), email: `${unique('user')}@example.com` });

async function made(world: World, path: string, body: object): Promise<Members> {
  const answer = await (await adminApi(world, ADMIN_SCOPE))('POST', path, body);
  if (answer.status !== 201) throw new Error(`no fixture, but ${JSON.stringify(answer.body)}`);
  return answer.body;
}

async function firstOf(world: World, path: string): Promise<string> {
  return (await (await adminApi(world, ADMIN_SCOPE))('GET', path)).body.items[0].id;
}

async function newUser(world: World): Promise<{ readonly id: string; readonly username: string }> {
  const username = unique('user');
  return { username, id: String((await made(world, '/users', { username, password: PASSWORD })).id) };
}

/** Whom mails reach. */
const reachableUser = async (world: World) => ({ id: String((await made(world, '/users', aName())).id) });

/** Who has deleted the account, which goes later. */
async function leavingUser(world: World) {
  const { id } = await newUser(world);
  const due = after(world.app.get(Clock).now(), DAY);
  const users = world.app.get(UsersService);
  await world.app.get(Database).transaction((transaction) => users.markForDeletion(id, due, transaction));
  return { id };
}

const APP = { type: 'totp', secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' };

async function factor(world: World) {
  const { id } = await newUser(world);
  return { id, factor_id: String((await made(world, `/users/${id}/factors`, APP)).id) };
}

const userWithFactor = async (world: World) => ({ id: (await factor(world)).id });

const user = async (world: World) => ({ id: (await newUser(world)).id });

async function disabledUser(world: World) {
  const { id } = await newUser(world);
  await (await adminApi(world, ADMIN_SCOPE))('POST', `/users/${id}/disable`);
  return { id };
}
const event = async (world: World) => ({ id: await firstOf(world, '/audit-events') });
const initialAccessToken = async (world: World) => ({
  id: String((await made(world, '/initial-access-tokens', {})).id),
});

/** An account that waits for an administrator, as registration makes it: it was never enabled. */
async function waitingRegistration(world: World) {
  const declared = { username: unique('user'), password: PASSWORD, disabled: true };
  const approvals = world.app.get(RegistrationApprovals);
  const { id } = await world.app
    .get(UsersService)
    .create(declared, {}, (transaction, made) => approvals.request(made, transaction));
  return { id };
}

/** A mail that waits, and has no attempt before it. */
async function waitingMail(world: World) {
  const mail = { template: TEST_MAIL, to: { address: 'reader@example.com' }, values: { issuer: world.issuer } };
  const store = world.app.get(MailStore);
  return { id: await world.app.get(Database).transaction((transaction) => store.add(mail, transaction)) };
}

/** Terms in force that no one has accepted would stop every sign-in. */
async function withoutTerms(world: World): Promise<void> {
  await (await adminApi(world, ADMIN_SCOPE))('DELETE', '/terms');
}

async function terms(world: World) {
  const body = { version: unique('v'), contents: { text: 'Be kind.' } };
  await (await adminApi(world, ADMIN_SCOPE))('PUT', '/terms', body);
  return {};
}

const registrationInvitation = async (world: World) => ({
  id: String((await made(world, '/registration-invitations', {})).id),
});

async function client(world: World) {
  const metadata = { client_id: unique('client'), redirect_uris: ['https://rp.example/cb'] };
  return { client_id: String((await made(world, '/clients', metadata)).client_id) };
}

async function role(world: World) {
  return { name: String((await made(world, '/roles', { name: unique('role'), description: 'Any' })).name) };
}

async function attribute(world: World) {
  return {
    name: String((await made(world, '/user-attributes', { name: unique('attribute'), description: 'Any' })).name),
  };
}

async function protectedHost(world: World) {
  const body = { host: `${unique('app')}.example.com`, name: 'An app' };
  return { host: String((await made(world, '/protected-hosts', body)).host) };
}

async function resource(world: World) {
  const identifier = `https://${unique('api')}.example.com`;
  const scopes = { [unique('read')]: 'Read your data' };
  return { identifier: String((await made(world, '/resources', { identifier, name: 'An API', scopes })).identifier) };
}

async function session(world: World) {
  const { id } = await signedInUser(world);
  return { id, session_id: await firstOf(world, `/users/${id}/sessions`) };
}

/** Whose sessions end with what is done to the account. */
async function signedInUser(world: World) {
  const { id, username } = await newUser(world);
  await withoutTerms(world);
  await signedInBrowser(world, username);
  return { id };
}

async function consent(world: World) {
  const { id, username } = await newUser(world);
  await withoutTerms(world);
  await freshTokens(world, {}, undefined, username);
  return { id, client_id: world.app1.id };
}

async function grant(world: World) {
  const { id } = await consent(world);
  return { id: await firstOf(world, `/grants?user_id=${id}`) };
}

async function signingKey(world: World) {
  return { kid: String((await made(world, '/keys', { alg: 'EdDSA' })).kid) };
}

/** One for each operation of the description. */
export const FIXTURES: Readonly<Record<string, Fixture>> = {
  listAuditEvents: {},
  exportAuditEvents: {},
  readAuditEvent: { path: event },
  listSigningKeys: {},
  readSigningKey: { path: signingKey },
  rotateSigningKey: {},
  revokeSigningKey: { path: signingKey },
  readSettings: {},
  readRequest: {},
  listClientTemplates: {},
  listClients: {},
  createClient: { body: (example) => ({ ...example, client_id: unique('client') }) },
  readClient: { path: client },
  updateClient: { path: client },
  deleteClient: { path: client },
  rotateClientSecret: { path: client },
  listUsers: {},
  createUser: { body: (example) => ({ ...example, ...aName() }) },
  readUser: { path: user },
  updateUser: {
    path: user,
    body: (example) => ('username' in example ? { ...example, ...aName() } : example),
  },
  deleteUser: { path: signedInUser },
  disableUser: { path: signedInUser },
  enableUser: { path: disabledUser },
  exportUser: { path: user },
  withdrawUserDeletion: { path: leavingUser },
  listUserFactors: { path: userWithFactor },
  createUserFactor: { path: user },
  deleteUserFactors: { path: userWithFactor },
  deleteUserFactor: { path: factor },
  resetPassword: { path: signedInUser },
  inviteUser: { path: reachableUser },
  listUserSessions: { path: signedInUser },
  endUserSessions: { path: signedInUser },
  endUserSession: { path: session },
  listUserConsents: { path: consent },
  withdrawUserConsent: { path: consent },
  listGrants: {},
  revokeGrant: { path: grant },
  listResources: {},
  createResource: {
    body: (example) => ({
      ...example,
      identifier: `https://${unique('api')}.example.com`,
      scopes: { [unique('read')]: 'Read' },
    }),
  },
  readResource: { path: resource },
  updateResource: {
    path: resource,
    body: () => ({ scopes: { [unique('audit')]: { description: 'Audit', role: ['admin'] } } }),
  },
  deleteResource: { path: resource },
  listRoles: {},
  createRole: { body: (example) => ({ ...example, name: unique('role') }) },
  readRole: { path: role },
  updateRole: { path: role },
  deleteRole: { path: role },
  listProtectedHosts: {},
  createProtectedHost: { body: (example) => ({ ...example, host: `${unique('app')}.example.com` }) },
  readProtectedHost: { path: protectedHost },
  updateProtectedHost: { path: protectedHost },
  deleteProtectedHost: { path: protectedHost },
  listUserAttributes: {},
  createUserAttribute: { body: (example) => ({ ...example, name: unique('attribute') }) },
  readUserAttribute: { path: attribute },
  updateUserAttribute: { path: attribute },
  deleteUserAttribute: { path: attribute },
  createInitialAccessToken: {},
  listInitialAccessTokens: {},
  deleteInitialAccessToken: { path: initialAccessToken },
  createRegistrationInvitation: {},
  listRegistrationInvitations: {},
  deleteRegistrationInvitation: { path: registrationInvitation },
  listMails: {},
  readMail: { path: waitingMail },
  testMail: {},
  retryMail: { path: waitingMail },
  listRegistrations: {},
  approveRegistration: { path: waitingRegistration },
  refuseRegistration: { path: waitingRegistration },
  readTerms: { path: terms },
  publishTerms: {},
  withdrawTerms: { path: terms },
};
