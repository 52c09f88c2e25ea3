import { createWorld, type World } from '../../support/world.js';

describe('the address by which password managers find the page to change a password (W3C change-password-url)', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  it('leads to the page for now', async () => {
    const answer = await fetch(`${world.issuer}/.well-known/change-password`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/account/password']);
  });

  it('leads who is signed in nowhere there by the sign-in', async () => {
    const answer = await fetch(`${world.issuer}/.well-known/change-password`, { headers: { accept: 'text/html' } });
    expect([answer.status, answer.url]).toEqual([200, `${world.issuer}/login`]);
    // And what is not there is said to be not there (§ 4: a password manager may probe it).
    expect((await fetch(`${world.issuer}/.well-known/resource-that-should-not-exist`)).status).toBe(404);
  });
});
