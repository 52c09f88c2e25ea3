import { Browser } from './browser.js';
import type { StoppedClock } from './clock.js';
import { PASSWORD, type World } from './world.js';

/** Seconds after which the registration form is taken. */
const AS_PEOPLE_TYPE = 3;

/** What a new person types. */
export const CAROL = { username: 'carol', email: 'carol@example.com', password: PASSWORD };

/** Fills in the registration page as a person does. The clock of the server stands still. */
export async function fillIn(
  world: World,
  clock: StoppedClock,
  path: string,
  form: Readonly<Record<string, string>>,
  browser = new Browser(world.issuer),
): Promise<Browser> {
  await browser.get(path);
  clock.pass(AS_PEOPLE_TYPE);
  await browser.submitFirstForm(form);
  return browser;
}
