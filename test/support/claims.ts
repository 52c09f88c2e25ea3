import { decodeJwt } from 'jose';
import { UsersService } from '../../src/users/users.service.js';
import {
  createWorld,
  freshCode,
  PASSWORD,
  redeem,
  registerClient,
  signedInBrowser,
  type TestClient,
  type World,
} from './world.js';

/** A world with hanako, whose profile is in several languages. */
export interface ClaimsWorld extends World {
  /** Registered for no address. */
  readonly reader: TestClient;
}

export async function createClaimsWorld(): Promise<ClaimsWorld> {
  const world = await createWorld();
  await world.app.get(UsersService).create({
    username: 'hanako',
    password: PASSWORD,
    name: 'Hanako Yamada',
    given_name: 'Hanako',
    'given_name#ja-Hani-JP': '花子',
    'given_name#ja-Kana-JP': 'ハナコ',
    family_name: 'Yamada',
    'family_name#ja-Hani-JP': '山田',
    'family_name#de': 'Jamada',
    website: 'https://hanako.example',
    'website#de': 'https://hanako.example/de',
    birthdate: '1990-02-28',
    email: 'hanako@example.com',
    email_verified: true,
    phone_number: '+81 3 1234 5678',
    address: { country: 'JP', locality: 'Tokyo' },
  });
  const reader = await registerClient(world, {
    client_id: 'app',
    client_name: 'Reader',
    redirect_uris: ['https://rp.example/cb'],
    grant_types: ['authorization_code', 'refresh_token'],
    scope: 'openid profile email phone offline_access',
  });
  return { ...world, reader };
}

interface Answers {
  readonly idToken: Record<string, unknown>;
  readonly userinfo: Record<string, unknown>;
  readonly scope: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** What the client learns about hanako. */
export async function learn(
  world: ClaimsWorld,
  overrides: Readonly<Record<string, string | undefined>>,
  client = world.reader,
): Promise<Answers> {
  const browser = await signedInBrowser(world, 'hanako');
  const parameters = { client_id: client.id, scope: 'openid', ...overrides };
  const { status, body } = await redeem(world, await freshCode(world, parameters, browser), {}, client);
  expect(status).toBe(200);
  return {
    idToken: decodeJwt(body.id_token),
    userinfo: await userinfo(world, body.access_token),
    scope: body.scope,
    accessToken: body.access_token,
    refreshToken: body.refresh_token,
  };
}

export async function userinfo(world: World, accessToken: string): Promise<Record<string, unknown>> {
  const answer = await fetch(`${world.issuer}/oauth2/userinfo`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  return (await answer.json()) as Record<string, unknown>;
}

/** The claims parameter that asks for this. */
export const claims = (request: unknown) => ({ claims: JSON.stringify(request) });
