import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { renderToString } from 'preact-render-to-string';
import { demo } from '../settings.js';
import { SignedInPage, SignedOutPage } from './pages.js';
import { type Pending, RelyingParty, type Tokens } from './relying-party.js';

/** One browser at the relying party. */
interface Visit {
  pending?: Pending;
  tokens?: Tokens;
  name?: string;
  /** What the last action yielded, to be shown once. */
  shown?: { readonly title: string; readonly value: unknown };
}

const COOKIE = 'example_visit';

/** The example web app: signs people in at Gatehouse and calls the example API for them. */
export async function createRelyingParty(): Promise<FastifyInstance> {
  const app = fastify();
  const relyingParty = new RelyingParty();
  const visits = new Map<string, Visit>();
  await app.register(cookie);
  await app.register(formbody);

  const visitOf = (request: FastifyRequest, reply: FastifyReply): Visit => {
    const known = visits.get(request.cookies[COOKIE] ?? '');
    if (known) return known;
    const id = randomUUID();
    const visit: Visit = {};
    visits.set(id, visit);
    reply.setCookie(COOKIE, id, { path: '/', httpOnly: true, sameSite: 'lax' });
    return visit;
  };
  const show = (visit: Visit, title: string, value: unknown, reply: FastifyReply) => {
    visit.shown = { title, value };
    return reply.redirect('/', 303);
  };

  app.get('/', (request, reply) => {
    const visit = visitOf(request, reply);
    const page = visit.tokens
      ? SignedInPage({ name: visit.name, tokens: visit.tokens, shown: visit.shown })
      : SignedOutPage({ shown: visit.shown });
    delete visit.shown;
    return reply.type('text/html; charset=utf-8').send(`<!doctype html>${renderToString(page)}`);
  });

  app.get('/login', async (request, reply) => {
    const { url, pending } = await relyingParty.start();
    visitOf(request, reply).pending = pending;
    return reply.redirect(url.href);
  });

  app.get('/cb', async (request, reply) => {
    const visit = visitOf(request, reply);
    if (!visit.pending) return reply.redirect('/');
    const { pending } = visit;
    delete visit.pending;
    try {
      visit.tokens = await relyingParty.finish(new URL(request.url, demo.relyingParty), pending);
      const userinfo = await relyingParty.userinfo(visit.tokens);
      visit.name = userinfo.name ?? userinfo.sub;
      return await show(visit, 'You are signed in. The userinfo endpoint says', userinfo, reply);
    } catch (error) {
      return show(visit, 'Signing in did not work', String((error as Error).message), reply);
    }
  });

  /** Something the signed-in person can press. */
  const action = (path: string, act: (visit: Visit, tokens: Tokens, reply: FastifyReply) => Promise<unknown>) => {
    app.post(path, async (request, reply) => {
      const visit = visitOf(request, reply);
      if (!visit.tokens) return reply.redirect('/', 303);
      try {
        return await act(visit, visit.tokens, reply);
      } catch (error) {
        return show(visit, 'That did not work', String((error as Error).message), reply);
      }
    });
  };
  action('/call-api', async (visit, tokens, reply) =>
    show(visit, 'The API answers', await relyingParty.callApi('/reports', tokens), reply),
  );
  action('/refresh', async (visit, tokens, reply) => {
    visit.tokens = await relyingParty.refresh(tokens);
    const { expires_in, scope } = visit.tokens;
    return show(visit, 'New tokens. The refresh token has rotated', { expires_in, scope }, reply);
  });
  action('/logout', async (visit, tokens, reply) => {
    const url = await relyingParty.signOutUrl(tokens);
    await relyingParty.revoke(tokens);
    delete visit.tokens;
    return reply.redirect(url.href, 303);
  });
  return app;
}
