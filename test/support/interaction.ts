import { ParkedRequestsService } from '../../src/authorization-requests/parked-requests.service.js';
import { Parameters } from '../../src/oauth/parameters.js';
import { Database } from '../../src/platform/database/database.js';
import type { User } from '../../src/users/user.js';
import { UsersService } from '../../src/users/users.service.js';
import { auditEvents, type StoredEvent } from './audit-log.js';
import { Browser, type Visit } from './browser.js';
import { type StoppedClock, stopClock } from './clock.js';
import { CHALLENGE, createWorld, PASSWORD, REDIRECT_URI, registerClient, type World } from './world.js';

/** A world for tests of the pages: authorization requests are parked directly, and the server's clock stands still. */
export class Interaction {
  private readonly clock: StoppedClock;

  private constructor(
    readonly server: World,
    readonly alice: User,
  ) {
    this.clock = stopClock(server);
  }

  static async start(overrides: globalThis.Parameters<typeof createWorld>[0] = {}): Promise<Interaction> {
    const server = await createWorld(overrides);
    const alice = await server.app.get(UsersService).findByUsername('alice');
    if (!alice) throw new Error('there is no alice');
    const interaction = new Interaction(server, alice);
    await interaction.register({ client_id: 'web-app' });
    return interaction;
  }

  get database(): Database {
    return this.server.app.get(Database);
  }

  /** Registers a client that may ask for everything. */
  async register(metadata: Readonly<Record<string, unknown>>): Promise<void> {
    await registerClient(this.server, {
      client_name: 'Example web app',
      redirect_uris: [REDIRECT_URI],
      post_logout_redirect_uris: ['https://rp.example/bye'],
      grant_types: ['authorization_code', 'refresh_token'],
      scope: 'openid profile email offline_access api:read api:write api:admin',
      ...metadata,
    });
  }

  /** Parks an authorization request of `web-app`, or of another client; returns the reference. */
  async park(parameters: Readonly<Record<string, string>> = {}): Promise<string> {
    const all = {
      response_type: 'code',
      client_id: 'web-app',
      redirect_uri: REDIRECT_URI,
      scope: 'openid profile api:read',
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
      ...parameters,
    };
    return this.server.app
      .get(ParkedRequestsService)
      .park(Parameters.from(all), { clientId: all.client_id, address: '127.0.0.1' });
  }

  /** What is still known of a parked request. */
  parked(reference: string) {
    return this.server.app.get(ParkedRequestsService).find(reference);
  }

  /** @param headers sent with every request */
  newBrowser(headers: Readonly<Record<string, string>> = {}): Browser {
    return new Browser(this.server.issuer, headers);
  }

  /** A browser in which someone has just signed in. */
  async signedIn(username = 'alice'): Promise<Browser> {
    const browser = this.newBrowser();
    await this.signIn(browser, username);
    return browser;
  }

  /** @param path a sign-in page */
  async signIn(browser: Browser, username = 'alice', password = PASSWORD, path = '/login'): Promise<Visit> {
    await browser.get(path);
    return browser.submitFirstForm({ username, password });
  }

  /** Lets time pass for the server. */
  pass(seconds: number): void {
    this.clock.pass(seconds);
  }

  auditEvents(): Promise<readonly StoredEvent[]> {
    return auditEvents(this.server);
  }

  close(): Promise<void> {
    return this.server.close();
  }
}
