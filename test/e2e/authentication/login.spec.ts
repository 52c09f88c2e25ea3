import { Interaction } from '../../support/interaction.js';
import { PASSWORD } from '../../support/world.js';

const WRONG = 'The username or password is not right. Check both and try again.';

/** Scripts and styles in the page; a script of this server's is none. */
const FOREIGN_CODE = /<script(?! src="\/assets\/[\w-]+\.js"[^<>]*><\/script>)|<style|\sstyle=|\son\w+=/;

describe('signing in', () => {
  let world: Interaction;

  beforeAll(async () => {
    world = await Interaction.start();
  });
  afterAll(() => world.close());

  const returnPath = (reference: string) =>
    `/oauth2/authorize?client_id=web-app&request_uri=${encodeURIComponent(`urn:ietf:params:oauth:request_uri:${reference}`)}`;

  it('says for which client, and fills in the login_hint', async () => {
    const browser = world.newBrowser();
    const reference = await world.park({ login_hint: 'alice' });
    const page = await browser.get(`/login?request=${reference}`);
    expect(page.html).toContain('to continue to <strong><bdi>Example web app</bdi></strong>');
    expect(page.form?.fields).toMatchObject({ username: 'alice', password: '', request: reference });
  });

  it('goes on with the parked request', async () => {
    const browser = world.newBrowser();
    const reference = await world.park();
    await browser.get(`/login?request=${reference}`);
    await browser.submitFirstForm({ username: 'Alice ', password: PASSWORD });
    expect(browser.trail.slice(0, 2)).toEqual(['/login', returnPath(reference)]);
  });

  it.each([
    ['no request', '/login'],
    ['an unknown request', '/login?request=unknown'],
    ['a repeated request', '/login?request=a&request=b'],
    [
      'an address in any other parameter',
      '/login?return_to=https://evil.example&next=https://evil.example&redirect_uri=https://evil.example',
    ],
  ])('leads to the account where there is %s', async (_, path) => {
    const browser = world.newBrowser();
    await world.signIn(browser, 'alice', PASSWORD, path);
    expect(browser.trail).toEqual(['/login', '/account']);
    expect(browser.location).toBeUndefined();
  });

  it('leads to the account where the request expired meanwhile', async () => {
    const browser = world.newBrowser();
    const reference = await world.park();
    await browser.get(`/login?request=${reference}`);
    world.pass(world.server.config.lifetimes.authorizationRequest);
    await browser.submitFirstForm({ username: 'alice', password: PASSWORD });
    expect(browser.trail).toEqual(['/login', '/account']);
  });

  it.each([
    ['a wrong password', { username: 'alice', password: 'wrong' }],
    ['an unknown username', { username: 'nobody', password: PASSWORD }],
    ['no password', { username: 'alice', password: '' }],
    ['no username', { username: '', password: PASSWORD }],
    ['a username that is too long', { username: 'a'.repeat(2000), password: PASSWORD }],
    ['a NUL character', { username: 'alice\0', password: PASSWORD }],
  ])('refuses %s, and keeps the request', async (_, fields) => {
    const browser = world.newBrowser();
    const reference = await world.park();
    await browser.get(`/login?request=${reference}`);
    const page = await browser.submitFirstForm(fields);
    expect(page.status).toBe(401);
    expect(page.html).toMatch(/role="alert"[^>]*>The username or password is not right\. Check both and try again\.</);
    expect(page.html.match(/aria-invalid="true"/g)).toHaveLength(2);
    expect(page.form?.fields).toMatchObject({ password: '', request: reference });
    expect(browser.cookie('gatehouse_session')).toBeUndefined();
  });

  it('keeps the username, not the password', async () => {
    const browser = world.newBrowser();
    await browser.get('/login');
    const page = await browser.submitFirstForm({ username: 'alice', password: 'secret-guess' });
    expect(page.form?.fields).toMatchObject({ username: 'alice', password: '' });
    expect(page.html).not.toContain('secret-guess');
  });

  it('takes no password from the address', async () => {
    const browser = world.newBrowser();
    const { form } = await browser.get('/login');
    const page = await browser.post(`/login?username=alice&password=${encodeURIComponent(PASSWORD)}`, {
      csrf: form?.fields.csrf ?? '',
    });
    expect([page.status, page.html]).toEqual([401, expect.stringContaining(WRONG)]);
  });

  it('asks someone who is signed in only where a request waits, so that accounts can be switched', async () => {
    const browser = await world.signedIn();
    await browser.get('/login');
    expect(browser.trail).toEqual(['/login', '/account']);
    const page = await browser.get(`/login?request=${await world.park()}`);
    expect(page.html).toContain('id="login-submit"');
  });

  it('notes in the audit log who signed in, and who failed to', async () => {
    const browser = world.newBrowser();
    await world.signIn(browser, 'audited-name', 'wrong');
    await world.signIn(browser, 'alice', PASSWORD, `/login?request=${await world.park()}`);
    const events = (await world.auditEvents()).map(({ type, actor, client_id: client, details }) => [
      type,
      actor,
      client,
      details,
    ]);
    expect(events).toContainEqual(['login.failed', null, null, expect.objectContaining({ username: 'audited-name' })]);
    expect(events).toContainEqual([
      'login.succeeded',
      world.alice.id,
      'web-app',
      expect.objectContaining({ amr: ['pwd'] }),
    ]);
    expect(JSON.stringify(events)).not.toContain(PASSWORD);
  });

  it('shows what others wrote as text only', async () => {
    const attack = '"><script>alert(1)</script>&lt;';
    await world.register({ client_id: 'evil', client_name: attack });
    const reference = await world.park({ client_id: 'evil', login_hint: attack, state: attack });
    const browser = world.newBrowser();
    const first = await browser.get(`/login?request=${reference}`);
    const second = await browser.submitFirstForm({ username: attack, password: attack });
    const third = await browser.get(`/login?request=${encodeURIComponent(attack)}`);
    for (const { html } of [first, second, third]) expect(html).not.toMatch(FOREIGN_CODE);
    expect(first.form?.fields.username).toBe(attack);
    expect(second.form?.fields.username).toBe(attack);
  });

  it('cannot be framed, runs no script but the server’s own, and its form leads only here', async () => {
    const { headers, html } = await world.newBrowser().get(`/login?request=${await world.park()}`);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("form-action 'self';");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(html).not.toMatch(FOREIGN_CODE);
  });
});

describe('the account chooser', () => {
  let world: Interaction;

  beforeAll(async () => {
    world = await Interaction.start();
  });
  afterAll(() => world.close());

  it('goes on with the present account', async () => {
    const browser = await world.signedIn();
    const reference = await world.park();
    const page = await browser.get(`/select-account?request=${reference}`);
    expect(page.html).toContain('to continue to <strong><bdi>Example web app</bdi></strong>');
    expect(page.html).toMatch(/id="account-1"[^>]*>.*Alice Example.*alice@example\.com/);
    await browser.submitFirstForm();
    expect(browser.trail[1]).toContain('/oauth2/authorize?client_id=web-app&request_uri=');
  });

  it('notes that the account was selected', async () => {
    const browser = await world.signedIn();
    const reference = await world.park({ prompt: 'select_account consent' });
    await browser.get(`/select-account?request=${reference}`);
    await browser.submitFirstForm();
    expect((await world.parked(reference))?.accountSelectedAt).toEqual(expect.any(Number));
  });

  it('lets someone sign in to another account', async () => {
    const browser = await world.signedIn();
    const reference = await world.park();
    await browser.get(`/select-account?request=${reference}`);
    const page = await browser.submitFirstForm({}, 'other');
    expect(browser.trail).toEqual(['/select-account', `/login?request=${reference}`]);
    expect(page.html).toContain('id="login-submit"');
  });

  it('sends anyone who is not signed in to the sign-in page, and says so where the request has expired', async () => {
    const reference = await world.park();
    const browser = world.newBrowser();
    await browser.get(`/select-account?request=${reference}`);
    expect(browser.trail[1]).toBe(`/login?request=${reference}`);
    const page = await browser.get('/select-account?request=unknown');
    expect([page.status, page.html]).toEqual([400, expect.stringContaining('This request has expired')]);
  });
});
