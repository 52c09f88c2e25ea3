import { ParkedRequestEntity } from '../../../src/authorization-requests/parked-request.entity.js';
import { KEPT_PARAMETERS } from '../../../src/authorization-requests/parked-request.js';
import { ParkedRequestsService } from '../../../src/authorization-requests/parked-requests.service.js';
import { Parameters } from '../../../src/oauth/parameters.js';
import { ask, returned, visit } from '../../support/authorization.js';
import { rowsOf } from '../../support/rows.js';
import { authorizeUrl, createWorld, type World } from '../../support/world.js';

describe('authorization requests that wait for people', () => {
  let world: World;
  const stored = async () => (await rowsOf(world, ParkedRequestEntity)).map(({ parameters }) => parameters);
  const post = (parameters: Readonly<Record<string, string>>) => {
    const [, query] = authorizeUrl(world, parameters).split('?');
    return visit(world, '/oauth2/authorize', { method: 'POST', body: new URLSearchParams(query) });
  };

  beforeEach(async () => {
    world = await createWorld({ waitingRequestsLimit: 100 });
  });
  afterEach(() => world.close());

  it('are kept without parameters that mean nothing here', async () => {
    const junk = Object.fromEntries(Array.from({ length: 29 }, (_, index) => [`junk-${index}`, 'x'.repeat(8000)]));
    const { location } = await post(junk);
    expect(location?.pathname).toBe('/login');
    const [kept = {}] = await stored();
    expect(Object.keys(kept).filter((name) => !KEPT_PARAMETERS.has(name))).toEqual([]);
    expect(JSON.stringify(kept).length).toBeLessThan(1024);
  });

  it('are refused if they are larger than 16 KiB, with an answer that says so', async () => {
    const answer = await post({
      login_hint: 'x'.repeat(8192),
      nonce: 'n'.repeat(1024),
      ui_locales: 'de '.repeat(2700),
    });
    expect(returned(answer)).toMatchObject({
      error: 'invalid_request',
      error_description: expect.stringContaining('16 KiB'),
    });
    expect(await stored()).toEqual([]);
  });

  it('are so many of one network at most, and the page says when to try again', async () => {
    const large = { login_hint: 'x'.repeat(8192) };
    const answers = [];
    for (let each = 0; each < 15; each++) answers.push(await post(large));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(15 - 11); // 9 KiB each
    expect(refused[0]?.headers.get('retry-after')).toBe('60');
    expect(refused[0]?.html).toContain('Too many sign-ins are waiting');
    expect(await stored()).toHaveLength(11);
    expect((await ask(world)).status).toBe(302); // there is 1 KiB left for an ordinary one
  });

  it('are no more if many come at once: a tenth too much at most', async () => {
    const requests = world.app.get(ParkedRequestsService);
    const sender = { clientId: 'web-app', address: '127.0.0.1' };
    const park = () => requests.park(Parameters.from({ state: 'x' }), sender);
    const outcomes = await Promise.allSettled(Array.from({ length: 400 }, park));
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(110);
    expect((await stored()).length).toBeGreaterThanOrEqual(90);
  });

  it('make room when they are answered', async () => {
    const requests = world.app.get(ParkedRequestsService);
    for (let each = 0; each < 250; each++) {
      const sender = { clientId: 'web-app', address: '127.0.0.1' };
      const reference = await requests.park(Parameters.from({ state: 'x' }), sender);
      await requests.signIn(reference, 'alice');
      await requests.answer(reference);
    }
    expect(await stored()).toHaveLength(250);
  });
});
