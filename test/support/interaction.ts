import { ClientsService } from '../../src/clients/clients.service.js';
import { Parameters } from '../../src/oauth/parameters.js';
import { after, Clock, type Instant } from '../../src/platform/clock.js';
import type { Config } from '../../src/platform/config/config.js';
import { Database, statement } from '../../src/platform/database/database.js';
import { ParkedRequestsService } from '../../src/requests/parked-requests.service.js';
import { ResourcesService } from '../../src/resources/resources.service.js';
import type { User } from '../../src/users/user.js';
import { UsersService } from '../../src/users/users.service.js';
import { Browser } from './browser.js';
import { createTestApp, type TestApp } from './test-app.js';
import type { TestDialect } from './test-database.js';

export const PASSWORD = 'correct horse battery staple';
export const REDIRECT_URI = 'https://rp.example/callback';

const AUDIT = statement('test-audit', 'SELECT type, actor, client_id, details FROM audit_events ORDER BY at');

/** A server with Alice, Bob, a client and an API; authorization requests can be parked without the authorization endpoint. */
export class Interaction {
  private now: Instant;

  private constructor(
    readonly server: TestApp,
    readonly alice: User,
  ) {
    const clock = server.app.get(Clock);
    this.now = clock.now();
    clock.now = () => this.now;
  }

  static async start(overrides: Partial<Config> & { dialect?: TestDialect } = {}): Promise<Interaction> {
    const server = await createTestApp(overrides);
    const users = server.app.get(UsersService);
    const alice = await users.create({
      username: 'alice',
      password: PASSWORD,
      email: 'alice@example.com',
      given_name: 'Alice',
      family_name: 'Example',
    });
    await users.create({ username: 'bob', password: PASSWORD });
    await server.app.get(ResourcesService).upsert({
      identifier: 'https://api.example.com',
      name: 'Example API',
      accessTokenLifetime: null,
      scopes: [
        { name: 'api:read', description: 'Read your data' },
        { name: 'api:write', description: 'Change your data' },
        { name: 'api:admin', description: 'Administer everything', role: 'admin' },
      ],
    });
    const interaction = new Interaction(server, alice);
    await interaction.register({});
    return interaction;
  }

  get database(): Database {
    return this.server.app.get(Database);
  }

  /** Registers a client; `web-app` unless told otherwise. */
  async register(metadata: Readonly<Record<string, unknown>>): Promise<void> {
    await this.server.app.get(ClientsService).create({
      client_id: 'web-app',
      client_name: 'Example web app',
      redirect_uris: [REDIRECT_URI],
      post_logout_redirect_uris: ['https://rp.example/bye'],
      grant_types: ['authorization_code', 'refresh_token'],
      scope: 'openid profile email offline_access api:read api:write api:admin',
      ...metadata,
    });
  }

  /** Parks an authorization request; returns the reference. */
  async park(parameters: Readonly<Record<string, string>> = {}): Promise<string> {
    const { client_id: clientId = 'web-app' } = parameters;
    const all = {
      response_type: 'code',
      client_id: clientId,
      redirect_uri: REDIRECT_URI,
      scope: 'openid profile api:read',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
      ...parameters,
    };
    return this.server.app.get(ParkedRequestsService).park(Parameters.from(all), clientId);
  }

  /** What is still known of a parked request. */
  parked(reference: string) {
    return this.server.app.get(ParkedRequestsService).find(reference);
  }

  newBrowser(headers: Readonly<Record<string, string>> = {}): Browser {
    return new Browser(this.server.config.issuer, headers);
  }

  /** A browser in which someone has just signed in. */
  async signedIn(username = 'alice'): Promise<Browser> {
    const browser = this.newBrowser();
    await this.signIn(browser, username);
    return browser;
  }

  async signIn(browser: Browser, username = 'alice', password = PASSWORD, path = '/login') {
    await browser.get(path);
    return browser.submitFirstForm({ username, password });
  }

  /** Sets the server's clock, which stands still otherwise, ahead. */
  advance(seconds: number): void {
    this.now = after(this.now, seconds);
  }

  async auditEvents(): Promise<
    readonly { type: string; actor: string | null; client_id: string | null; details: string }[]
  > {
    return this.database.query(AUDIT);
  }

  close(): Promise<void> {
    return this.server.close();
  }
}
