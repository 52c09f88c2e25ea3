import { channel } from 'node:diagnostics_channel';

/** Of Fastify, what is used here. */
interface Framework {
  addHook(
    name: 'onRoute',
    hook: (route: { readonly method: string | readonly string[]; readonly url: string }) => void,
  ): void;
}

/** Every route that a server is given while `start` makes one: `GET /login`. */
export async function routesGivenBy(start: () => Promise<unknown>): Promise<readonly string[]> {
  const started = channel('fastify.initialization');
  const routes = new Set<string>();
  const listen = (message: unknown) => {
    const { fastify } = message as { readonly fastify: Framework };
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) if (each !== 'HEAD' && each !== 'OPTIONS') routes.add(`${each} ${url}`);
    });
  };
  started.subscribe(listen);
  await start();
  started.unsubscribe(listen);
  return [...routes].filter((route) => !route.startsWith('GET /docs/'));
}
