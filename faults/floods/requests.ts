import { randomBytes } from 'node:crypto';
import { authorizationPath, NEWCOMER, PASSWORD } from '../scene.js';
import { ask, repeat, type Sent } from './asking.js';
import type { Order, Outcome } from './order.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const KIB = 1024;

/** Heads that are longer than any may be. */
export function headers(order: Order): Promise<Outcome> {
  const long = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`x-junk-${index}`, 'x'.repeat(KIB)]));
  return flood(order, 50, () => ['/oauth2/token', { headers: long }, 60 * KIB]);
}

/** Bodies that are longer than any may be. */
export function bodies(order: Order): Promise<Outcome> {
  const body = Buffer.alloc(2_000 * KIB, 'a');
  return flood(order, 20, () => ['/oauth2/token', { method: 'POST', headers: FORM, body }, body.length]);
}

/** What anyone may write to without being known, and the most that is read of a body there. */
const UNAUTHENTICATED = [
  '/login',
  '/consent',
  '/oauth2/token',
  '/oauth2/authorize',
  '/oauth2/revoke',
  '/oauth2/introspect',
  '/oauth2/register',
  '/oauth2/logout',
  '/forgot-password',
  '/register',
  '/language',
];
const LONGEST_BODY = 250 * KIB;

/** Of `count` KiB, most as bodies to all of these, and the rest as authorization requests that wait for a person. */
export function junk(order: Order): Promise<Outcome> {
  const piece = randomBytes(LONGEST_BODY / 2).toString('hex');
  const state = randomBytes(5 * KIB).toString('hex');
  const requests = Math.ceil(order.count / (LONGEST_BODY / KIB + 20));
  return flood({ ...order, count: requests * 3 }, 20, (index) => {
    if (index % 3) return [authorizationPath({ state: `${state}${index}` }), {}, state.length];
    const path = UNAUTHENTICATED[(index / 3) % UNAUTHENTICATED.length] ?? '/login';
    const body = `client_id=${index}&username=${index}&password=x&token=${piece.slice(20 + path.length + 50)}`;
    return [path, { method: 'POST', headers: FORM, body }, body.length];
  });
}

/** Sign-ins with the right password, all at the same time, each from another place. */
export function signIns(order: Order): Promise<Outcome> {
  return passwords(order, order.count, (index) => [NEWCOMER, PASSWORD, `127.0.4.${index % 250}`]);
}

/** Strangers try passwords, from many addresses. */
export function wrongPasswords(order: Order): Promise<Outcome> {
  return passwords(order, 50, (index) => [`no-one-${index}`, 'wrong', `127.0.${5 + (index % 200)}.${index % 250}`]);
}

async function passwords(
  { port, count, limit }: Order,
  atOnce: number,
  who: (index: number) => readonly [string, string, string],
): Promise<Outcome> {
  const tally = new Statuses();
  await repeat(count, atOnce, performance.now() + limit, async (index) => {
    const [username, password, address] = who(index);
    const page = await ask(port, '/login', { address });
    const [form = ''] = /<form.*?<\/form>/s.exec(page.text) ?? [];
    const hidden = [...form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]): [string, string] => [
      attributeOf(tag, 'name'),
      attributeOf(tag, 'value'),
    ]);
    const body = new URLSearchParams([...hidden, ['username', username], ['password', password]]).toString();
    const cookie = page.cookies.map((each) => each.split(';')[0]).join('; ');
    tally.add(
      (await ask(port, '/login', { method: 'POST', headers: { ...FORM, cookie }, body, address })).status,
      body.length,
    );
  });
  return tally.outcome;
}

function attributeOf(tag: string, name: string): string {
  return new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
}

async function flood(
  { port, count, limit }: Order,
  atOnce: number,
  make: (index: number) => readonly [string, Sent, number],
): Promise<Outcome> {
  const tally = new Statuses();
  await repeat(count, atOnce, performance.now() + limit, async (index) => {
    const [path, sent, bytes] = make(index);
    tally.add((await ask(port, path, sent)).status, bytes);
  });
  return tally.outcome;
}

class Statuses {
  private readonly statuses: Record<number, number> = {};
  private made = 0;
  private bytes = 0;

  add(status: number, bytes: number): void {
    this.statuses[status] = (this.statuses[status] ?? 0) + 1;
    this.made++;
    this.bytes += bytes;
  }

  get outcome(): Outcome {
    return { made: this.made, statuses: this.statuses, bytes: this.bytes };
  }
}
