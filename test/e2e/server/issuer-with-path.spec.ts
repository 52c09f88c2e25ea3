import { adminToken } from '../../support/admin.js';
import { Browser } from '../../support/browser.js';
import { signInAndOut } from '../../support/checking-client.js';
import { describeWith } from '../../support/needed-program.js';
import { NGINX } from '../../support/nginx.js';
import { type ServersBelowPaths, startServersBelowPaths } from '../../support/servers-below-paths.js';
import { authorizeUrl, PASSWORD, REDIRECT_URI, type World } from '../../support/world.js';

describeWith(NGINX, 'an issuer with a path, behind nginx', () => {
  let servers: ServersBelowPaths;
  let host: string;
  let ask: (url: URL | string, init?: RequestInit) => Promise<Response>;

  beforeAll(async () => {
    servers = await startServersBelowPaths();
    host = servers.host;
    ask = servers.nginx.fetchFrom('127.0.0.2');
  });
  afterAll(() => servers?.close());

  describe.each([
    ['keeps the path', 'kept'],
    ['takes the path off', 'takenOff'],
  ] as const)('that %s', (_, which) => {
    let world: World;
    beforeAll(() => {
      world = servers[which];
    });

    it('has its metadata at the places of OpenID Connect Discovery and of RFC 8414', async () => {
      const { origin, pathname } = new URL(world.issuer);
      const documents = ['openid-configuration', 'oauth-authorization-server'].flatMap((name) => [
        `${world.issuer}/.well-known/${name}`,
        `${origin}/.well-known/${name}${pathname}`,
      ]);
      const texts = await Promise.all(documents.map(async (url) => (await ask(url)).text()));
      expect(new Set(texts).size).toBe(1);
      const metadata = JSON.parse(texts[0] ?? '') as Record<string, unknown>;
      expect(metadata.issuer).toBe(world.issuer);
      for (const [name, value] of Object.entries(metadata))
        if (typeof value === 'string') expect([name, value.startsWith(world.issuer)]).toEqual([name, true]);
    });

    it('leads to the page to change a password', async () => {
      const answer = await ask(`${world.issuer}/.well-known/change-password`, { redirect: 'manual' });
      const location = `${new URL(world.issuer).pathname}/account/password`;
      expect([answer.status, answer.headers.get('location')]).toEqual([302, location]);
    });

    it('signs a person in and out, with a client that checks everything', () =>
      signInAndOut(world, new Browser(host, {}, ask), ask));

    it('keeps its cookies below the path, and leads nowhere else', async () => {
      const { pathname } = new URL(world.issuer);
      const browser = new Browser(host, {}, ask);
      const visits = [
        await browser.get(authorizeUrl(world)),
        await browser.submitFirstForm({ username: 'alice', password: PASSWORD }),
      ];
      expect(browser.trail.every((each) => each.startsWith(`${pathname}/`))).toBe(true);
      visits.push(await browser.get(`${world.issuer}/account`), await browser.get(`${world.issuer}/nowhere`));
      visits.push(await browser.get(`${world.issuer}/assets/%zz/gatehouse.css`));
      visits.push(await browser.get(`${world.issuer}/oauth2/check-session`));
      visits.push(await browser.get(`${world.issuer}/oauth2/logout`));
      for (const { url, html, headers } of visits) {
        const links = [...html.matchAll(/ (?:href|src|action)="([^"#]*)"/g)].map(([, to]) => to ?? '');
        const away = links.filter((to) => to.startsWith('/') && !to.startsWith(`${pathname}/`));
        expect([url, away]).toEqual([url, []]);
        for (const line of headers.getSetCookie()) {
          expect(line).toMatch(/^__Secure-.*; Secure; /);
          expect(line).toContain(`; Path=${pathname};`);
        }
      }
      expect(browser.cookie('__Secure-gatehouse_session')).toBeDefined();
    });

    it('has its stylesheet, scripts, documentation and health below the path', async () => {
      const html = await (await ask(`${world.issuer}/login`, { headers: { accept: 'text/html' } })).text();
      const [, stylesheet = ''] = /<link rel="stylesheet" href="([^"]*)"/.exec(html) ?? [];
      const frame = await (await ask(`${world.issuer}/oauth2/check-session`)).text();
      const [, script = ''] = /<script src="([^"]*)"/.exec(frame) ?? [];
      for (const address of [stylesheet, script].map((each) => new URL(each, world.issuer).href))
        expect([address, (await ask(address)).status]).toEqual([address, 200]);
      for (const path of ['/docs', '/docs/openapi.json', '/docs/swagger-ui.css', '/health/live', '/health/ready'])
        expect([path, (await ask(world.issuer + path)).status]).toEqual([path, 200]);
    });

    it('says where things are that were made', async () => {
      const authorization = `Bearer ${await adminToken(world, 'clients:write clients:read')}`;
      const headers = { authorization, 'content-type': 'application/json' };
      const body = JSON.stringify({ client_id: 'made', redirect_uris: [REDIRECT_URI] });
      const made = await ask(`${world.issuer}/admin/v1/clients`, { method: 'POST', headers, body });
      const location = new URL(made.headers.get('location') ?? '', world.issuer);
      expect(location.href).toBe(`${world.issuer}/admin/v1/clients/made`);
      expect((await ask(location, { headers })).status).toBe(200);
      const json = { 'content-type': 'application/json' };
      const registered = await ask(`${world.issuer}/oauth2/register`, { method: 'POST', headers: json, body });
      expect(await registered.json()).toMatchObject({
        registration_client_uri: expect.stringContaining(`${world.issuer}/oauth2/register/`),
      });
    });

    it('keeps the metrics from the public where nginx is told so', async () => {
      if (which === 'kept') expect((await ask(`${world.issuer}/metrics`)).status).toBe(404);
      else expect((await ask(`${world.issuer}/metrics`)).status).toBe(401);
    });
  });
});
