import { Module } from '@nestjs/common';
import { AUDIT_EVENTS } from '../../../src/audit/audit-event-type.js';
import type { Proof } from '../../../src/authentication/authenticators/authenticator.js';
import { PasswordChangeAction } from '../../../src/authentication/required-actions/password-change.action.js';
import { REQUIRED_ACTIONS, type RequiredAction } from '../../../src/authentication/required-actions/required-action.js';
import { SessionsService } from '../../../src/authentication/sessions/sessions.service.js';
import { SignInEntity } from '../../../src/authentication/sign-in/sign-in.entity.js';
import { SignInGate } from '../../../src/authentication/sign-in/sign-in-gate.service.js';
import { SignIns } from '../../../src/authentication/sign-in/sign-ins.service.js';
import { digest } from '../../../src/platform/crypto/secrets.js';
import { Database } from '../../../src/platform/database/database.js';
import { Declares } from '../../../src/platform/declarations.js';
import { RolesService } from '../../../src/resources/roles.service.js';
import { FirstUser } from '../../../src/users/first-user.service.js';
import { Invitations } from '../../../src/users/links/invitations.service.js';
import type { User } from '../../../src/users/user.js';
import { UsersService } from '../../../src/users/users.service.js';
import { Browser } from '../../support/browser.js';
import { stopClock } from '../../support/clock.js';
import { deleteRows, rowsOf } from '../../support/rows.js';
import { choiceOf } from '../../support/several-accounts.js';
import { createTestApp } from '../../support/test-app.js';
import { DIALECTS } from '../../support/test-database.js';
import { newVisitor } from '../../support/visitor.js';
import { authorizeUrl, createWorld, PASSWORD, type World } from '../../support/world.js';

const CHOSEN = 'another password altogether';

const RULES_REQUIRED = { name: 'login.rules_required', description: 'A person must accept the rules.' };

/** Demanded of everyone who has not accepted. */
class Rules implements RequiredAction {
  readonly name = 'rules';
  readonly event = RULES_REQUIRED;
  readonly path = '/rules';
  readonly accepted = new Set<string>();
  isOn = true;

  isRequired({ id }: User): boolean {
    return this.isOn && !this.accepted.has(id);
  }

  reset(): void {
    this.accepted.clear();
    this.isOn = true;
  }
}

const actions = REQUIRED_ACTIONS.of(Rules);

/** A further room, which requires something more. */
@Declares(actions, AUDIT_EVENTS.of(RULES_REQUIRED))
@Module({ providers: [...actions.items] })
class RulesModule {}

describe.each(DIALECTS)('the sign-in pipeline on %s', (dialect) => {
  let world: World;
  let users: UsersService;
  let gate: SignInGate;
  let signIns: SignIns;
  let rules: Rules;

  beforeAll(async () => {
    world = await createWorld({ dialect }, { rooms: [RulesModule] });
    users = world.app.get(UsersService);
    gate = world.app.get(SignInGate);
    signIns = world.app.get(SignIns);
    rules = world.app.get(Rules);
  });
  beforeEach(async () => {
    rules.reset();
    await deleteRows(world, SignInEntity);
  });
  afterAll(() => world.close());

  const database = () => world.app.get(Database);
  const waiting = () => rowsOf(world, SignInEntity);
  const proofOf = async (username: string, amr = ['pwd']): Promise<Proof> => {
    const user = await users.findByUsername(username);
    return { user: user as User, amr };
  };
  /** The same as its page would do. */
  const accept = async (visitor: ReturnType<typeof newVisitor>) => {
    const signIn = await signIns.find(visitor.cookies.sent, rules);
    const user = signIn && (await users.find(signIn.userId));
    if (!user || !(await database().transaction((transaction) => signIns.use(signIn, rules, transaction))))
      return undefined;
    rules.accepted.add(user.id);
    return gate.admit(visitor, signIns.resume(visitor.cookies, signIn, user));
  };
  const sessionOf = ({ cookies }: ReturnType<typeof newVisitor>) =>
    world.app.get(SessionsService).current(cookies.sent);
  const signIn = async (browser: Browser, username: string, password = PASSWORD) => {
    await browser.get('/login?prompt=login');
    return browser.submitFirstForm({ username, password });
  };

  const ways: readonly [string, (browser: Browser) => Promise<unknown>][] = [
    ['a password', (browser) => signIn(browser, 'alice')],
    [
      'an invitation',
      async (browser) => {
        const user = await users.create({ username: 'invited' });
        const invitations = world.app.get(Invitations);
        const { text } = await database().transaction((transaction) => invitations.invite(user, transaction));
        await browser.get(`/invitation?token=${text}`);
        await browser.submitFirstForm({ password: CHOSEN });
      },
    ],
    [
      'a changed password',
      async (browser) => {
        await users.create({ username: 'changing', password: PASSWORD, password_change_required: true });
        await signIn(browser, 'changing');
        expect(browser.page.url).toContain('/password');
        await browser.submitFirstForm({ password: CHOSEN });
      },
    ],
  ];
  it.each(ways)('lets no one in by %s before what is required is done', async (_, way) => {
    const browser = new Browser(world.issuer);
    await way(browser);
    expect(browser.page.url).toBe(`${world.issuer}/rules`);
    expect(browser.cookie('gatehouse_session')).toBeUndefined();
    expect((await waiting()).map((each) => [each.digest, each.amr, each.requiredAction])).toEqual([
      [digest(browser.cookie('gatehouse_sign_in') ?? ''), 'pwd', 'rules'],
    ]);
    rules.isOn = false;
    await browser.get('/account');
    expect(browser.page.url).toContain('/login');
  });

  it('lets the first administrator in by the setup link only after that', async () => {
    const server = await createTestApp({ dialect }, { rooms: [RulesModule] });
    try {
      const ticket = await server.app.get(FirstUser).open(Date.now() + 1);
      const browser = new Browser(server.config.issuer);
      await browser.get(`/setup?token=${ticket}`);
      await browser.submitFirstForm({ username: 'ada', email: '', password: PASSWORD });
      expect(browser.page.url).toBe(`${server.config.issuer}/rules`);
      expect(browser.cookie('gatehouse_session')).toBeUndefined();
    } finally {
      await server.close();
    }
  });

  it('switches to no account of which something is required: the person signs in to it', async () => {
    const browser = new Browser(world.issuer);
    rules.isOn = false;
    await signIn(browser, 'alice');
    await signIn(browser, 'bob');
    await browser.get('/select-account');
    const fields = { ...browser.page.form?.fields, choice: choiceOf(browser, 'Alice Example') };
    const before = browser.cookie('gatehouse_session');
    rules.isOn = true;
    await browser.post('/select-account', fields);
    expect(browser.page.url).toContain('/login?prompt=login');
    expect(browser.cookie('gatehouse_session')).toBe(before);
    rules.isOn = false;
    await browser.post('/select-account', fields);
    expect(browser.page.url).toContain('/account');
    expect(browser.page.html).toContain('alice@example.com');
  });

  it('demands one action after the other, and keeps the authorization request and what was proven', async () => {
    await users.create({ username: 'both', password: PASSWORD, password_change_required: true });
    const browser = new Browser(world.issuer);
    await browser.get(authorizeUrl(world));
    await browser.submitFirstForm({ username: 'both', password: PASSWORD });
    expect(browser.page.url).toContain('/password?request=');
    expect((await waiting()).map(({ requiredAction }) => requiredAction)).toEqual(['password_change']);
    const reference = new URL(browser.page.url).searchParams.get('request');
    await browser.submitFirstForm({ password: CHOSEN });
    expect(browser.page.url).toBe(`${world.issuer}/rules?request=${reference}`);
    expect((await waiting()).map(({ requiredAction, amr }) => [requiredAction, amr])).toEqual([['rules', 'pwd']]);
  });

  it('starts the session when all is done: its acr follows from every method that was used', async () => {
    const visitor = newVisitor();
    await expect(gate.admit(visitor, await proofOf('alice', ['pwd', 'otp']))).resolves.toBe('/rules');
    await expect(sessionOf(visitor)).resolves.toBeUndefined();
    await expect(accept(visitor)).resolves.toBe('/account');
    await expect(sessionOf(visitor)).resolves.toMatchObject({
      amr: ['pwd', 'otp', 'mfa'],
      acr: 'urn:gatehouse:acr:2fa',
    });
    expect(visitor.cookies.sent.gatehouse_sign_in).toBeUndefined();
    await expect(waiting()).resolves.toEqual([]);
  });

  it('stores nothing of a sign-in of which nothing is required', async () => {
    rules.isOn = false;
    const visitor = newVisitor();
    await gate.admit(visitor, await proofOf('alice'));
    await expect(sessionOf(visitor)).resolves.toMatchObject({ acr: '1' });
    await expect(waiting()).resolves.toEqual([]);
  });

  it('takes a stored sign-in for the action that it waits for only, once, and in time', async () => {
    const visitor = newVisitor();
    await gate.admit(visitor, await proofOf('alice'));
    const { sent } = visitor.cookies;
    await expect(signIns.find(sent, world.app.get(PasswordChangeAction))).resolves.toBeUndefined();
    const clock = stopClock(world);
    clock.pass(1799);
    await expect(signIns.find(sent, rules)).resolves.toBeDefined();
    clock.pass(1);
    await expect(signIns.find(sent, rules)).resolves.toBeUndefined();
    await gate.admit(visitor, await proofOf('alice'));
    const again = newVisitor();
    Object.assign(again.cookies.sent, sent);
    await accept(visitor);
    await expect(accept(again)).resolves.toBeUndefined();
    await expect(sessionOf(again)).resolves.toBeUndefined();
  });

  it.each<[string, (user: User) => Promise<unknown>]>([
    ['the account is disabled', ({ id }) => users.disable(id)],
    ['the user is deleted', (user) => database().transaction((transaction) => users.delete(user, transaction))],
    [
      'the user is invited',
      (user) => database().transaction((transaction) => world.app.get(Invitations).invite(user, transaction)),
    ],
    [
      'a role gets more power',
      () =>
        world.app
          .get(RolesService)
          .create({ name: 'more', description: 'More', scopes: ['keys:read'] }, { actor: 'an-admin', scope: [] }),
    ],
  ])('forgets a stored sign-in where %s', async (what, change) => {
    const username = what.replaceAll(' ', '-');
    const user = await users.create({ username, password: PASSWORD });
    const visitor = newVisitor();
    await gate.admit(visitor, await proofOf(username));
    await change(user);
    await expect(signIns.find(visitor.cookies.sent, rules)).resolves.toBeUndefined();
    await expect(waiting()).resolves.toEqual([]);
  });

  it('stores nothing for an account that was changed since it was proven', async () => {
    const user = await users.create({ username: 'changed', password: PASSWORD });
    await users.disable(user.id);
    await expect(gate.admit(newVisitor(), { user, amr: ['pwd'] })).rejects.toThrow('wrong');
    await expect(waiting()).resolves.toEqual([]);
  });
});
