import { type Answer, introspect, type World } from './world.js';

/** For how many seconds after its rotation a refresh token may come again. */
export const GRACE = 30;

/** The outcome of a token or a code that is not taken. */
export const REFUSED = [400, 'invalid_grant'];

export function outcome({ status, body }: Answer): readonly unknown[] {
  return [status, body.error];
}

/** Does something so many times at once. */
export function times<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => work(index)));
}

/** Whether the server's own API takes the access token. */
export async function userinfo(world: World, accessToken: string): Promise<number> {
  const headers = { authorization: `Bearer ${accessToken}` };
  return (await fetch(`${world.issuer}/oauth2/userinfo`, { headers })).status;
}

/** Every way to find out whether the authorization still lives. */
export async function lives(
  world: World,
  tokens: { readonly access_token: string; readonly refresh_token: string },
): Promise<readonly unknown[]> {
  return [
    (await introspect(world, tokens.access_token)).active,
    (await introspect(world, tokens.refresh_token)).active,
    await userinfo(world, tokens.access_token),
  ];
}

export const ALIVE = [true, true, 200];
export const DEAD = [false, false, 401];
