import { setTimeout as pause } from 'node:timers/promises';
import { Browser } from '../../examples/headless-browser.js';
import { Asker, sender, type Tokens } from '../asking.js';
import { authorizationPath, NEWCOMER, PASSWORD } from '../scene.js';

/** Milliseconds. */
const PATIENCE = 2_000;
const PAUSE = 50;

/**
 * Tries a whole flow until one succeeds: sign in with a password, consent, code, tokens, refresh, a change by the admin API.
 * @param limit milliseconds
 * @returns when it had succeeded, by `performance.now()`
 * @throws Error if none does in time
 */
export async function firstFlow(base: string, limit = 60_000): Promise<number> {
  const asker = new Asker(base, sender(PATIENCE));
  const deadline = performance.now() + limit;
  for (;;) {
    const problem = await flow(asker).then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (problem === undefined) return performance.now();
    if (performance.now() > deadline) throw new Error(`no flow succeeds within ${limit} ms: ${problem}`);
    await pause(PAUSE);
  }
}

async function flow(asker: Asker): Promise<void> {
  const browser = new Browser(asker.base, {}, asker.send);
  await browser.get(authorizationPath());
  await browser.submitFirstForm({ username: NEWCOMER, password: PASSWORD });
  if (new URL(browser.page.url).pathname === '/consent') await browser.submitFirstForm({}, 'allow');
  const code = new URL(browser.location ?? asker.base).searchParams.get('code');
  if (code === null) throw new Error(`signing in: ${browser.page.status} ${browser.location ?? browser.page.url}`);
  const redeemed = await asker.redeem(code);
  if (redeemed.status !== 200) throw new Error(`redeeming: ${redeemed.status} ${redeemed.text}`);
  const refreshed = await asker.refresh((JSON.parse(redeemed.text) as Tokens).refresh_token);
  if (refreshed.status !== 200) throw new Error(`refreshing: ${refreshed.status} ${refreshed.text}`);
  const role = { name: `first-${process.pid}-${Date.now()}`, description: 'After a fault', scopes: ['clients:read'] };
  const created = await asker.admin('POST', '/roles', role);
  if (created.status !== 201) throw new Error(`changing: ${created.status} ${created.text}`);
}
