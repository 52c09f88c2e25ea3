import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as client from 'openid-client';
import { ConsentService } from '../../../src/consent/consent.service.js';
import { UsersService } from '../../../src/users/users.service.js';
import type { Browser } from '../../support/browser.js';
import { createWorld, registerClient, signedInBrowser, signInAs, type World } from '../../support/world.js';

/** A relying party that lets others start its logins, made of an independent library. */
class RelyingParty {
  private readonly server: Server;
  private readonly logins = new Map<string, string>();

  private constructor(private readonly configuration: () => Promise<client.Configuration>) {
    this.server = createServer((request, response) => {
      const url = new URL(request.url ?? '', this.origin);
      const answer = url.pathname === '/start' ? this.start(url.searchParams) : this.finish(url);
      answer.then(
        ({ location, text }) => response.writeHead(location ? 302 : 200, location ? { location } : {}).end(text),
        (error: Error) => response.writeHead(400).end(error.message),
      );
    });
  }

  static async open(configuration: (origin: string) => Promise<client.Configuration>): Promise<RelyingParty> {
    const party: RelyingParty = new RelyingParty(() => configuration(party.origin));
    await new Promise<void>((resolve) => party.server.listen(0, '127.0.0.1', resolve));
    return party;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  /** OIDC Core §4: only for an issuer it knows, and with the hint as it came. */
  private async start(asked: URLSearchParams): Promise<{ location: string; text?: never }> {
    const configuration = await this.configuration();
    if (asked.get('iss') !== configuration.serverMetadata().issuer) throw new Error('an issuer that I do not know');
    const verifier = client.randomPKCECodeVerifier();
    const state = client.randomState();
    this.logins.set(state, verifier);
    const loginHint = asked.get('login_hint');
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: `${this.origin}/cb`,
      scope: 'openid profile',
      state,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(loginHint === null ? {} : { login_hint: loginHint }),
    });
    return { location: url.href };
  }

  private async finish(callback: URL): Promise<{ location?: never; text: string }> {
    const state = callback.searchParams.get('state') ?? '';
    const checks = { pkceCodeVerifier: this.logins.get(state) ?? '', expectedState: state, idTokenExpected: true };
    const tokens = await client.authorizationCodeGrant(await this.configuration(), callback, checks);
    return { text: tokens.claims()?.sub ?? '' };
  }
}

describe('OIDC Core §4: a login that is started from the account page', () => {
  let world: World;
  let party: RelyingParty;

  const idOf = async (username: string) => (await world.app.get(UsersService).findByUsername(username))?.id ?? '';
  const linkOn = ({ page }: Browser): string | undefined =>
    /class="button plain open" href="([^"]+)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&');
  /** Follows the link as a browser does, to the relying party and back; returns what that shows in the end. */
  const open = async (browser: Browser): Promise<string> => {
    const started = await fetch(linkOn(browser) ?? '', { redirect: 'manual' });
    await browser.get(started.headers.get('location') ?? '');
    return (await fetch(browser.location ?? browser.page.url)).text();
  };

  beforeAll(async () => {
    world = await createWorld();
    let secret: string | undefined;
    party = await RelyingParty.open((origin) =>
      client.discovery(new URL(world.issuer), `party-${new URL(origin).port}`, secret, undefined, {
        execute: [client.allowInsecureRequests],
      }),
    );
    ({ secret } = await registerClient(world, {
      client_id: `party-${new URL(party.origin).port}`,
      client_name: 'The party',
      redirect_uris: [`${party.origin}/cb`],
      token_endpoint_auth_method: 'client_secret_post',
      initiate_login_uri: `${party.origin}/start`,
      scope: 'openid profile',
    }));
  });
  beforeEach(async () => {
    const consents = world.app.get(ConsentService);
    for (const username of ['alice', 'bob']) {
      await consents.allow(await idOf(username), `party-${new URL(party.origin).port}`, ['openid', 'profile']);
    }
  });
  afterAll(async () => {
    await party.close();
    await world.close();
  });

  it('is begun by the relying party, and ends there', async () => {
    const browser = await signedInBrowser(world);
    await browser.get('/account');
    expect(browser.page.html).toContain('aria-label="Open The party"');
    await expect(open(browser)).resolves.toBe(await idOf('alice'));
  });

  it('names issuer and person', async () => {
    const browser = await signedInBrowser(world, 'bob');
    await browser.get('/account');
    const { searchParams } = new URL(linkOn(browser) ?? '');
    expect(Object.fromEntries(searchParams)).toEqual({ iss: world.issuer, login_hint: 'bob' });
  });

  it('is about the account from whose page it was opened, whichever is active by then', async () => {
    const browser = await signedInBrowser(world, 'alice');
    await browser.get('/account');
    const link = linkOn(browser) ?? '';
    await signInAs(browser, 'bob');
    const started = await fetch(link, { redirect: 'manual' });
    await browser.get(started.headers.get('location') ?? '');
    await expect((await fetch(browser.location ?? '')).text()).resolves.toBe(await idOf('alice'));
  });

  it('is not begun by the relying party for another issuer', async () => {
    const answer = await fetch(`${party.origin}/start?iss=https://evil.example`, { redirect: 'manual' });
    expect(answer.status).toBe(400);
  });

  it('is not offered for an app that cannot be started', async () => {
    await world.app.get(ConsentService).allow(await idOf('alice'), 'app1', ['openid']);
    const browser = await signedInBrowser(world);
    await browser.get('/account');
    expect(browser.page.html.match(/Withdraw access</g)).toHaveLength(2);
    expect(browser.page.html.match(/aria-label="Open /g)).toHaveLength(1);
  });
});
