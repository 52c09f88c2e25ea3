import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from './person.js';
import type { Program } from './program.js';

type Walk = Program['walk'];

const LONGEST_START_MS = 60_000;

/** What a program shows when it knows who is signed in. */
const ALICE_IS_IN = /alice@example\.com|Alice Example/;

/** A web application: this path begins the sign-in, at whose end it shows who is there. */
export function signsIn({ start = '/', press = false, shows = ALICE_IS_IN, afterwards = '', ready = '' } = {}): Walk {
  return async ({ origin, person }) => {
    if (ready !== '') await untilGood(origin + ready);
    let page = await person.open(origin + start);
    if (press) page = await person.submit(page);
    expectTo(page, afterwards === '' ? shows : /^/, person.trail);
    if (afterwards === '') return;
    expectTo(await person.open(origin + afterwards), shows, person.trail);
  };
}

/** An application of JavaScript in the browser. */
export function signsInWithChromium({ start = '/', press = 'Sign in', shows = ALICE_IS_IN } = {}): Walk {
  return ({ origin, chromium }) => chromium.signIn(origin + start, shows, press);
}

/** An API: lets in who has an access token for it, and nobody else. */
export function guards({ refusal = 401 } = {}): Walk {
  return async ({ origin, accessToken }) => {
    const token = await accessToken();
    const status = async (authorization?: string) => {
      const answer = await fetch(`${origin}/api`, authorization ? { headers: { authorization } } : {});
      return { status: answer.status, why: `${answer.headers.get('www-authenticate') ?? ''} ${await answer.text()}` };
    };
    const good = await status(`Bearer ${token}`);
    if (good.status !== 200) throw new Error(`a good access token is answered ${good.status}: ${good.why}`);
    const forged = token.replace(/.{20}$/, (end) => [...end].reverse().join(''));
    for (const bad of [undefined, `Bearer ${forged}`]) {
      const answer = await status(bad);
      if (answer.status !== refusal)
        throw new Error(`${bad ? 'a forged' : 'no'} access token is answered ${answer.status}`);
    }
  };
}

/** Some programs open their port before they can answer. */
async function untilGood(url: string): Promise<void> {
  const deadline = Date.now() + LONGEST_START_MS;
  while (Date.now() < deadline) {
    if ((await fetch(url)).ok) return;
    await pause(200);
  }
  throw new Error(`${url} is not ready`);
}

function expectTo(page: Page, shows: RegExp, trail: readonly string[]): void {
  if (page.status === 200 && shows.test(page.html)) return;
  const shown = page.html.replaceAll(/<(style|script)[\s\S]*?<\/\1>|<[^>]*>|\s+/g, ' ').replaceAll(/ +/g, ' ');
  throw new Error(`${trail.join(' > ')} shows ${page.status}: ${shown.slice(0, 600)}`);
}
