import type { Sender } from './requests.js';
import type { ApiDocument } from './routes.js';

/** A client that may do everything in the admin API, and a person who is signed in. */
const CLIENT = { id: 'hostile', secret: 'a-secret-of-the-hostile-client-0123456789' };
const PERSON = { username: 'hostile', password: 'correct horse battery staple' };

/** Milliseconds for which a token and what is known are used. */
const KEPT = 5_000;

/** What {@link senders} needs: `schemas/bootstrap.json` describes it. @param scope every scope of the admin API */
export function bootstrapDocument(scope: string): object {
  return {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        grant_types: ['client_credentials', 'authorization_code', 'refresh_token'],
        redirect_uris: ['https://rp.example/cb'],
        scope: `openid ${scope}`,
      },
    ],
    users: [{ ...PERSON, roles: ['admin'] }],
  };
}

/** Every scope of the admin API that the document names. */
export function scopesIn(document: ApiDocument): string {
  const text = JSON.stringify(document.paths);
  return [...new Set([...text.matchAll(/"gatehouse":\["([\w:-]+)"\]/g)].map(([, scope]) => scope))].join(' ');
}

/** Who sends requests to the server at `issuer`, and what there is now. */
export async function senderAt(issuer: string, document: ApiDocument): Promise<Sender> {
  const basic = `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64')}`;
  const token = await tokenAt(issuer, basic, scopesIn(document));
  await letPeopleIn(issuer, token);
  return {
    host: new URL(issuer).host,
    token,
    basic,
    cookie: await signIn(issuer),
    known: await lists(issuer, token, document),
  };
}

/** A sender that is made anew when it is old, or if the last one could not be made. */
export function renewed(make: () => Promise<Sender>): () => Promise<Sender> {
  let current: Promise<Sender> | undefined;
  let madeAt = 0;
  return () => {
    if (current && performance.now() - madeAt < KEPT) return current;
    madeAt = performance.now();
    const before = current;
    // What the requests have changed may keep out even who is known; what follows is then sent by the sender of before.
    current = before ? make().catch(() => before) : make();
    return current;
  };
}

async function tokenAt(issuer: string, authorization: string, scope: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', scope });
  const answer = await fetch(`${issuer}/oauth2/token`, { method: 'POST', headers: { authorization }, body });
  const { access_token: token } = (await answer.json()) as { access_token?: string };
  if (token === undefined) throw new Error(`no token, but status ${answer.status}`);
  return token;
}

/** Takes back what the requests may have made necessary for a sign-in: terms and second factors. */
async function letPeopleIn(issuer: string, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/merge-patch+json' };
  await fetch(`${issuer}/admin/v1/terms`, { method: 'DELETE', headers });
  await fetch(`${issuer}/admin/v1/roles/admin`, { method: 'PATCH', headers, body: '{"second_factor":null}' });
}

/** @returns the cookies */
async function signIn(issuer: string): Promise<string> {
  const page = await fetch(`${issuer}/login`);
  const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  const before = cookiesOf(page);
  const body = new URLSearchParams({ ...PERSON, csrf });
  const answer = await fetch(`${issuer}/login`, {
    method: 'POST',
    body,
    headers: { cookie: before },
    redirect: 'manual',
  });
  return [before, cookiesOf(answer)].filter((each) => each !== '').join('; ');
}

function cookiesOf({ headers }: Response): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');
}

/** The identifiers in every list of the admin API, by its path. */
async function lists(
  issuer: string,
  token: string,
  { paths }: ApiDocument,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const known = new Map<string, readonly string[]>();
  for (const path of Object.keys(paths)) {
    const [, list = '', name = ''] = /^([^{}]+)\/\{(\w+)\}$/.exec(path) ?? [];
    if (list === '') continue;
    const answer = await fetch(issuer + list, { headers: { authorization: `Bearer ${token}` } });
    const { items = [] } = (await answer.json()) as { items?: readonly Readonly<Record<string, unknown>>[] };
    // What sends the requests stays.
    const others = items.filter((item) => item.client_id !== CLIENT.id && item.username !== PERSON.username);
    known.set(
      list,
      others.map((item) => String(item[name])),
    );
  }
  return known;
}
