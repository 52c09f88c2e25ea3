import { readFileSync } from 'node:fs';
import { ExpressAuth, getSession } from '@auth/express';
import express from 'express';
import { decodeJwt } from 'jose';
import { UsersService } from '../../../src/users/users.service.js';
import { type AdminApi, adminApi } from '../../support/admin.js';
import { newOrigin, startAppSite, Visitor } from '../../support/app-site.js';
import {
  createWorld,
  freshCode,
  PASSWORD,
  redeem,
  signedInBrowser,
  type TestClient,
  type World,
} from '../../support/world.js';

const SECTION = /^## Roles, groups and further claims$(.*?)^## /ms;
const section = SECTION.exec(readFileSync('docs/integrating.md', 'utf8'))?.[1] ?? '';
const blocks = (language: string) =>
  [...section.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text = '']) => text);

interface Recipe {
  readonly client_id: string;
  readonly scope: string;
  readonly redirect_uris: readonly string[];
  readonly [member: string]: unknown;
}

const RECIPES: readonly Recipe[] = blocks('json').map((text) => JSON.parse(text));

interface Learnt {
  readonly idToken: Record<string, unknown>;
  readonly userinfo: Record<string, unknown>;
}

const GROUPS = ['/staff', '/staff/dev'];
const CAROL = { preferred_username: 'carol', name: 'Carol Example', email: 'carol@example.com', groups: GROUPS };
const { name, email, preferred_username } = CAROL;

/** What each product reads, and where. */
const READ: Readonly<Record<string, Partial<Learnt>>> = {
  kubernetes: { idToken: { aud: 'kubernetes', email, email_verified: true, groups: GROUPS } },
  grafana: {
    idToken: { grafana_role: 'Editor' },
    userinfo: { preferred_username, email, groups: GROUPS, grafana_role: 'Editor' },
  },
  argocd: { idToken: { name, email, groups: GROUPS } },
  gitlab: { userinfo: CAROL },
  vault: { idToken: { aud: 'vault', preferred_username, groups: GROUPS } },
  synapse: { idToken: CAROL },
  'next-app': { idToken: { name, email, groups: GROUPS, roles: ['editor'] } },
  intranet: { idToken: { groups: GROUPS }, userinfo: { preferred_username, groups: GROUPS } },
};

describe('the recipes of docs/integrating.md', () => {
  let world: World;
  let api: AdminApi;

  beforeAll(async () => {
    world = await createWorld();
    api = await adminApi(world, 'clients:read clients:write');
    const { preferred_username: username, ...carol } = CAROL;
    const more = { password: PASSWORD, email_verified: true, roles: ['editor', 'auditor'] };
    await world.app.get(UsersService).create({ username, ...carol, ...more });
  });
  afterAll(() => world.close());

  async function register(recipe: Recipe): Promise<TestClient> {
    const { status, body } = await api('POST', '/clients', recipe);
    expect([status, body.errors]).toEqual([201, undefined]);
    return { id: body.client_id, secret: body.client_secret };
  }

  it('are those of which it is known what the software reads', () => {
    expect(RECIPES.map(({ client_id }) => client_id).toSorted()).toEqual(Object.keys(READ).toSorted());
  });

  it.each(RECIPES.map((recipe) => [recipe.client_id, recipe] as const))('tell %s what it reads', async (id, recipe) => {
    const client = await register(recipe);
    const redirect_uri = recipe.redirect_uris[0] as string;
    const browser = await signedInBrowser(world, 'carol');
    const code = await freshCode(world, { client_id: id, scope: recipe.scope, redirect_uri }, browser);
    const { body } = await redeem(world, code, { redirect_uri }, client);
    const headers = { authorization: `Bearer ${body.access_token}` };
    const userinfo = await (await fetch(`${world.issuer}/oauth2/userinfo`, { headers })).json();
    expect({ idToken: decodeJwt(body.id_token), userinfo }).toMatchObject(READ[id] as object);
  });

  it('work for Auth.js itself, with its own configuration', async () => {
    const origin = await newOrigin();
    const recipe = RECIPES.find(({ client_id }) => client_id === 'next-app') as Recipe;
    const redirect_uris = [`${origin}/auth/callback/gatehouse`];
    const { id, secret } = await register({ ...recipe, client_id: 'auth-js', redirect_uris });
    const [code = ''] = blocks('js');
    const local = code.replace('https://login.example.com', world.issuer).replace("'next-app'", `'${id}'`);
    const provider = new Function('process', `${local}; return gatehouse;`)({ env: { GATEHOUSE_SECRET: secret } });
    const config = {
      trustHost: true,
      secret: 'a secret of the app 0123456789abcdef',
      providers: [provider],
      callbacks: {
        // biome-ignore lint/suspicious/noExplicitAny: Auth.js knows only its own members of a user
        jwt: ({ token, user }: any) => (user ? { ...token, roles: user.roles, groups: user.groups } : token),
        // biome-ignore lint/suspicious/noExplicitAny: the same
        session: ({ session, token }: any) => ({ ...session, roles: token.roles, groups: token.groups }),
      },
    };
    const app = express();
    app.use('/auth', ExpressAuth(config));
    app.get('/', async (request, response) => {
      response.send(JSON.stringify(await getSession(request, config)));
    });
    const site = await startAppSite(origin, app);
    try {
      const visitor = new Visitor(world, origin);
      const asked = await visitor.submit(await visitor.visit(`${origin}/auth/signin?callbackUrl=/`));
      const { html } = await visitor.signIn(asked, 'carol');
      expect(JSON.parse(html)).toMatchObject({ user: { name, email }, roles: ['editor'], groups: GROUPS });
    } finally {
      await site.close();
    }
  });
});
