import { bareTarget } from '../bare/target.js';
import { type Figure, ratio } from '../figure.js';
import { freePort } from '../ports.js';
import { Program } from '../program.js';
import type { Measure } from './measure.js';

const DOCUMENTS = { JWKS: '/oauth2/jwks', discovery: '/.well-known/openid-configuration' } as const;

/** The documents that everyone fetches, beside the same bytes from bare Fastify. */
export const documents: Measure = {
  name: 'documents',
  async take(field) {
    const ours = await field.ours();
    const port = await freePort();
    const texts: Record<string, string> = {};
    for (const path of Object.values(DOCUMENTS)) texts[path] = await (await fetch(ours.target.issuer + path)).text();
    const environment = { PORT: String(port), DOCUMENTS: JSON.stringify(texts) };
    const cores = field.placement.server;
    const program = field.keep(await Program.start({ script: 'dist/bench/bare/documents.js', environment, cores }));
    const bare = { name: 'bare Fastify', target: bareTarget(port), program };
    const figures: Figure[] = [];
    for (const [name, path] of Object.entries(DOCUMENTS)) {
      const sides = [ours, bare].map((side) => ({ ...side, work: 'get' as const, get: { path } }));
      const [mine, its] = await field.alternate(name, sides);
      const rates = [mine?.rate ?? Number.NaN, its?.rate ?? Number.NaN] as const;
      figures.push(ratio(`${name} : bare Fastify static JSON`, rates, { atLeast: 0.6 }, 'requests/s'));
    }
    return figures;
  },
};
