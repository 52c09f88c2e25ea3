import { Browser } from './headless-browser.js';
import { decode, RelyingParty, type Tokens } from './relying-party/relying-party.js';
import { demo } from './settings.js';

/** Walks through the whole flow with a real client library and prints each step. @returns whether all of it worked */
export async function walkThrough(): Promise<boolean> {
  try {
    await walk();
    console.log('\nEverything worked.');
    return true;
  } catch (error) {
    console.error('\nThis did not work:', error);
    return false;
  }
}

async function walk(): Promise<void> {
  const app = new RelyingParty();
  const browser = new Browser(demo.issuer);

  const { url, pending } = await app.start();
  step(1, 'Authorize', 'the app sends the browser to', url.href);
  await browser.get(url.href);

  step(2, 'Login', 'the person signs in at', browser.page.url);
  await browser.submitFirstForm({ username: demo.username, password: demo.password });

  step(3, 'Consent', 'the person is asked and allows at', browser.page.url);
  const { location: callback } = await browser.submitFirstForm({}, 'allow');
  if (!callback?.startsWith(app.redirectUri))
    throw new Error(`the browser did not return to the app, but is at ${callback ?? browser.page.url}`);

  step(4, 'Code', 'the browser brings the app', callback);
  const tokens = await app.finish(new URL(callback), pending);

  step(5, 'Tokens', 'the app exchanges the code for an access token with these claims', decode(tokens.access_token));
  console.log('   the ID token', show(decode(tokens.id_token ?? '')));
  console.log('   and the userinfo endpoint says', show(await app.userinfo(tokens)));

  step(6, 'API', 'the app calls the API with the access token', await called(app, tokens));

  const renewed = await app.refresh(tokens);
  step(7, 'Refresh and revoke', 'the refresh token is exchanged for a new one', {
    rotated: renewed.refresh_token !== tokens.refresh_token,
    scope: renewed.scope,
  });
  await app.revoke(renewed);
  const { active } = await app.introspect(renewed.access_token);
  console.log('   revoked: introspection says', show({ active }));
  if (active) throw new Error('the access token is still active');
}

async function called(app: RelyingParty, tokens: Tokens): Promise<unknown> {
  const answer = await app.callApi('/reports', tokens);
  if (answer.status !== 200) throw new Error(`the API answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

function step(number: number, name: string, what: string, value: unknown): void {
  console.log(`\n${number}. ${name}: ${what}\n   ${show(value)}`);
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2).replaceAll('\n', '\n   ');
}
