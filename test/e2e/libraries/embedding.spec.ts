import { Controller, Get, Injectable, Module, NotFoundException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ClientsService } from '../../../src/clients/clients.service.js';
import { GatehouseModule, setUpApp, type User, UserStore } from '../../../src/index.js';
import { Browser } from '../../support/browser.js';
import { freePort } from '../../support/free-port.js';
import { CHALLENGE, REDIRECT_URI, VERIFIER } from '../../support/world.js';

const PEOPLE: readonly (User & { readonly password: string })[] = [
  {
    id: 'staff-1',
    username: 'carol',
    password: 'carols password',
    claims: { name: 'Carol Staff' },
    roles: ['admin'],
    disabled: false,
    updatedAt: 0,
  },
  {
    id: 'staff-2',
    username: 'dave',
    password: 'daves password',
    claims: { name: 'Dave Staff' },
    roles: [],
    disabled: false,
    updatedAt: 0,
  },
];

/** The people that the host application knows already. */
@Injectable()
class StaffDirectory extends UserStore {
  override async find(id: string): Promise<User | undefined> {
    return PEOPLE.find((person) => person.id === id);
  }

  override async verifyPassword(username: string, password: string): Promise<User | undefined> {
    return PEOPLE.find((person) => person.username === username && person.password === password);
  }
}

/** What the host application did before it issued tokens. */
@Controller('inventory')
class InventoryController {
  @Get()
  list(): object {
    return { items: ['a chair', 'a table'] };
  }

  @Get('missing')
  missing(): never {
    throw new NotFoundException('no such item');
  }
}

describe('another Nest application that imports Gatehouse', () => {
  let issuer: string;
  let app: NestFastifyApplication;
  let credentials: string;

  beforeAll(async () => {
    const port = await freePort();
    issuer = `http://localhost:${port}`;

    @Module({
      imports: [
        GatehouseModule.forRoot({
          issuer,
          databaseUrl: 'sqlite::memory:',
          encryptionSecrets: ['a-secret-of-the-host-application-0123456789'],
          userStore: StaffDirectory,
          brand: { name: 'Host Corp' },
          logLevel: 'silent',
        }),
      ],
      controllers: [InventoryController],
    })
    class HostModule {}

    app = await NestFactory.create<NestFastifyApplication>(HostModule, new FastifyAdapter(), { logger: false });
    await setUpApp(app);
    await app.listen(port, '127.0.0.1');
    const clients = app.get(ClientsService, { strict: false });
    const { clientSecret } = await clients.create({
      client_id: 'web-app',
      redirect_uris: [REDIRECT_URI],
      grant_types: ['authorization_code', 'refresh_token'],
      scope: 'openid profile offline_access clients:read',
    });
    credentials = `Basic ${Buffer.from(`web-app:${clientSecret}`).toString('base64')}`;
  });
  afterAll(() => app.close());

  it('keeps its own routes', async () => {
    expect(await (await fetch(`${issuer}/inventory`)).json()).toEqual({ items: ['a chair', 'a table'] });
    expect((await fetch(`${issuer}/inventory/missing`)).status).toBe(404);
  });

  it('is the issuer', async () => {
    const metadata = (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as { issuer: string };
    expect(metadata.issuer).toBe(issuer);
    expect((await fetch(`${issuer}/health/ready`)).status).toBe(200);
  });

  it('shows its own name, and no documentation unless it wants to', async () => {
    const browser = new Browser(issuer);
    await browser.get('/login');
    expect(browser.page.html).toContain('Host Corp');
    expect((await fetch(`${issuer}/docs`)).status).toBe(404);
  });

  it('signs its own users in: code, tokens, userinfo, refresh', async () => {
    const tokens = await tokensOf('carol');
    expect(await userinfo(tokens.access_token)).toMatchObject({ sub: 'staff-1', name: 'Carol Staff' });
    const renewed = await token({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token });
    expect(await userinfo(renewed.access_token)).toMatchObject({ sub: 'staff-1' });
  });

  it('grants what its own users have the role for', async () => {
    expect((await tokensOf('carol')).scope).toBe('openid profile offline_access clients:read');
    expect((await tokensOf('dave')).scope).toBe('openid profile offline_access');
  });

  it('refuses a wrong password, and who is unknown', async () => {
    const browser = await atLogin();
    for (const username of ['carol', 'eve']) {
      await browser.submitFirstForm({ username, password: 'daves password' });
      expect([browser.page.status, browser.location]).toEqual([401, undefined]);
    }
  });

  it('is refused at start where an option is wrong', () => {
    const options = { databaseUrl: 'sqlite::memory:', encryptionSecrets: ['too short'] };
    expect(() => GatehouseModule.forRoot({ ...options, issuer: 'http://login.example' })).toThrow(
      /issuer .*\n?.*encryptionSecrets/s,
    );
  });

  it('is refused at start where the issuer has a path, at which its routes would not be, with both ways out', () => {
    const options = {
      databaseUrl: 'sqlite::memory:',
      encryptionSecrets: ['a-secret-of-the-host-application-0123456789'],
    };
    expect(() => GatehouseModule.forRoot({ ...options, issuer: 'https://login.example/auth' })).toThrow(
      /must not have the path \/auth .* make it https:\/\/login\.example, or .* ISSUER=https:\/\/login\.example\/auth/,
    );
  });

  async function atLogin(): Promise<Browser> {
    const browser = new Browser(issuer);
    const parameters = {
      response_type: 'code',
      client_id: 'web-app',
      redirect_uri: REDIRECT_URI,
      scope: 'openid profile offline_access clients:read',
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
    };
    await browser.get(`/oauth2/authorize?${new URLSearchParams(parameters)}`);
    return browser;
  }

  async function tokensOf(username: string): Promise<Record<string, string>> {
    const browser = await atLogin();
    await browser.submitFirstForm({ username, password: `${username}s password` });
    if (browser.page.url.includes('/consent')) await browser.submitFirstForm({}, 'allow');
    const code = new URL(browser.location as string).searchParams.get('code') as string;
    return token({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, code_verifier: VERIFIER });
  }

  async function token(form: Record<string, string | undefined>): Promise<Record<string, string>> {
    const body = new URLSearchParams(Object.entries(form).map(([name, value]) => [name, value ?? '']));
    const answer = await fetch(`${issuer}/oauth2/token`, {
      method: 'POST',
      body,
      headers: { authorization: credentials },
    });
    return (await answer.json()) as Record<string, string>;
  }

  async function userinfo(accessToken: string | undefined): Promise<unknown> {
    return (await fetch(`${issuer}/oauth2/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } })).json();
  }
});
