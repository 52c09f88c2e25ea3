import { bareTarget } from '../bare/target.js';
import { scene } from '../contestants/scene.js';
import type { Field } from '../field.js';
import { ratio } from '../figure.js';
import { freePort } from '../ports.js';
import { Program } from '../program.js';
import type { Measure } from './measure.js';

/** What protecting a route costs an API that takes our tokens. */
export const guardedRoute: Measure = {
  name: 'guarded-route',
  async take(field) {
    const { target } = await field.ours();
    const port = await freePort();
    const environment = { PORT: String(port), ISSUER: target.issuer };
    const cores = field.placement.server;
    const program = field.keep(await Program.start({ script: 'dist/bench/bare/api.js', environment, cores }));
    const headers = `authorization: Bearer ${await accessToken(field)}\r\n`;
    const api = { target: bareTarget(port), program, work: 'get' as const };
    const [guarded, open] = await field.alternate('an API route', [
      { ...api, name: 'guarded', get: { path: '/guarded', headers } },
      { ...api, name: 'unguarded', get: { path: '/open', headers } },
    ]);
    const rates = [guarded?.rate ?? Number.NaN, open?.rate ?? Number.NaN] as const;
    return [ratio('a guarded API route : the same unguarded', rates, { atLeast: 0.4 }, 'requests/s')];
  },
};

async function accessToken(field: Field): Promise<string> {
  const { target } = await field.ours();
  const authorization = `Basic ${Buffer.from(`${scene.clientId}:${scene.clientSecret}`).toString('base64')}`;
  const body = new URLSearchParams({ grant_type: 'client_credentials', scope: scene.apiScope });
  const answer = await fetch(target.issuer + target.paths.token, { method: 'POST', body, headers: { authorization } });
  return ((await answer.json()) as { access_token: string }).access_token;
}
