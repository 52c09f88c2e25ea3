import { Browser } from '../../examples/headless-browser.js';
import { type Asker, NoAnswer } from '../asking.js';
import { authorizationPath, PASSWORD, WEB_APP } from '../scene.js';
import { type Authorization, atLeast, type Known, type Ledger, type Session } from './ledger.js';
import { isAlive, RelyingParty } from './relying-party.js';

const COOKIE = 'gatehouse_session';

/** How often each act is done beside the others. */
const WEIGHTS = {
  authorize: 30,
  redeem: 24,
  refresh: 24,
  redeemTwice: 4,
  revoke: 4,
  signInAnew: 3,
  signOut: 2,
  withdraw: 1,
  createRole: 6,
  rename: 6,
};

export interface Habits {
  /** Milliseconds from one act to the next. */
  readonly thinking?: number;
  /** Milliseconds after which a person signs in anew; left out: the session lasts longer than the load. */
  readonly sessionAge?: number;
  /** Whether the administrator makes nothing that stays. */
  readonly leavesNothing?: boolean;
}

/** A person with a browser, and what the application and the administrator do for them; one thing after the other. */
export class Person {
  private browser: Browser | undefined;
  private session: Session | undefined;
  private open: Authorization[] = [];
  private count = 0;
  private signedInAt = 0;
  private readonly app: RelyingParty;

  /** @param id of the account */
  constructor(
    readonly name: string,
    private readonly id: string,
    private readonly asker: Asker,
    private readonly ledger: Ledger,
    private readonly habits: Habits = {},
  ) {
    this.app = new RelyingParty(asker, ledger);
  }

  /** Does one thing, chosen at random. @throws NoAnswer */
  async act(): Promise<void> {
    const { sessionAge = Number.POSITIVE_INFINITY, leavesNothing = false } = this.habits;
    if (!this.session || performance.now() - this.signedInAt > sessionAge) return this.signInAnew();
    this.open = this.open.filter(
      ({ revoked, codeVoid, redeemed }) => revoked === 'no' && (codeVoid === 'no' || redeemed === 'yes'),
    );
    const code = this.open.find((each) => each.redeemed === 'no' && isAlive(each));
    const held = pick(this.open.filter(({ tokens }) => tokens));
    switch (chooseAct()) {
      case 'redeem':
        return code ? this.app.redeem(code) : this.authorize();
      case 'redeemTwice':
        return code ? this.app.redeemTwice(code) : this.authorize();
      case 'refresh':
        return held ? this.app.refresh(held) : this.authorize();
      case 'revoke':
        return held ? this.app.revoke(held) : this.authorize();
      case 'signInAnew':
        return this.signInAnew();
      case 'signOut':
        return this.signOut();
      case 'withdraw':
        return this.withdraw();
      case 'createRole':
        return leavesNothing ? this.rename() : this.createRole();
      case 'rename':
        return this.rename();
      default:
        return this.authorize();
    }
  }

  /** Forgets what the judge has taken over; the browser stays signed in. */
  leaveToJudge(): void {
    this.open = [];
  }

  async signInAnew(): Promise<void> {
    const browser = new Browser(this.asker.base, {}, this.asker.send);
    await browser.get(authorizationPath());
    const acknowledge = this.ledger.expect('login.succeeded', this.id);
    try {
      await browser.submitFirstForm({ username: this.name, password: PASSWORD });
    } finally {
      const cookie = browser.cookie(COOKIE);
      if (cookie) {
        acknowledge();
        this.signedInAt = performance.now();
        this.browser = browser;
        this.session = { person: this.name, cookie, ended: 'no' };
        this.ledger.sessions.push(this.session);
      }
    }
    // Too many sign in at once, and it is to be tried again later.
    if (browser.page.status === 429) throw new NoAnswer('429');
    await this.arrive(browser);
  }

  private async authorize(): Promise<void> {
    if (!this.browser) return this.signInAnew();
    await this.browser.get(authorizationPath({ state: `${this.name}-${this.count++}` }));
    await this.arrive(this.browser);
  }

  /** At the app with a code, by way of the consent page if it is shown. */
  private async arrive(browser: Browser): Promise<void> {
    const { ledger, session, name } = this;
    const consent = ledger.consents.get(name);
    let codeVoid: Known = consent === 'yes' ? 'no' : 'perhaps';
    if (isAt(browser, '/consent')) {
      if (consent === 'yes') ledger.lost.push(`${name} is asked again for a consent that was acknowledged`);
      const acknowledge = ledger.expect('consent.allowed', this.id);
      ledger.consents.set(name, 'perhaps');
      await browser.submitFirstForm({}, 'allow');
      if (codeOf(browser)) {
        acknowledge();
        ledger.consents.set(name, 'yes');
        codeVoid = 'no';
      }
    }
    const code = codeOf(browser);
    if (code && session) {
      const authorization: Authorization = {
        session,
        code,
        codeVoid,
        issuedAt: performance.now(),
        redeemed: 'no',
        revoked: 'no',
      };
      ledger.authorizations.push(authorization);
      this.open.push(authorization);
      return;
    }
    this.browser = undefined;
    this.session = undefined;
    if (session?.ended !== 'no') return;
    const { status, url, location = '' } = browser.page;
    ledger.lost.push(`the session of ${name} leads to ${status} ${new URL(url).pathname} ${location}`);
  }

  private async signOut(): Promise<void> {
    const { name, ledger } = this;
    const sessions = ledger.sessions.filter(({ person }) => person === name);
    const authorizations = ledger.authorizations.filter(({ session }) => session.person === name);
    const mark = (known: Known) => {
      for (const session of sessions) session.ended = atLeast(session.ended, known);
      for (const each of authorizations) each.codeVoid = atLeast(each.codeVoid, known);
      if (this.session) this.session.ended = atLeast(this.session.ended, known);
    };
    mark('perhaps');
    this.browser = undefined;
    this.session = undefined;
    await this.asker.admin('DELETE', `/users/${this.id}/sessions`);
    mark('yes');
  }

  private async withdraw(): Promise<void> {
    const { name, ledger } = this;
    const authorizations = ledger.authorizations.filter(({ session }) => session.person === name);
    const mark = (known: Known) => {
      for (const each of authorizations) {
        each.codeVoid = atLeast(each.codeVoid, known);
        each.revoked = atLeast(each.revoked, known);
      }
    };
    mark('perhaps');
    ledger.consents.set(name, 'perhaps');
    await this.asker.admin('DELETE', `/users/${this.id}/consents/${WEB_APP.id}`);
    mark('yes');
    ledger.consents.set(name, 'no');
  }

  private async createRole(): Promise<void> {
    const name = `${this.name}-${process.pid}-${this.count++}`;
    const acknowledge = this.ledger.expect('role.created', name);
    const role = { name, description: 'May see applications', scopes: ['clients:read'] };
    const { status, text } = await this.asker.admin('POST', '/roles', role, { 'idempotency-key': name });
    if (status === 201) acknowledge();
    else this.ledger.lost.push(`a role: ${status} ${text}`);
  }

  private async rename(): Promise<void> {
    const name = `Name ${this.count++}`;
    const acknowledge = this.ledger.expect('user.updated', `${this.id} ${name}`);
    const { status, text } = await this.asker.admin('PATCH', `/users/${this.id}`, { given_name: name });
    if (status === 200) acknowledge();
    else this.ledger.lost.push(`a new name of ${this.name}: ${status} ${text}`);
  }
}

function isAt({ page }: Browser, path: string): boolean {
  return page.location === undefined && new URL(page.url).pathname === path;
}

function codeOf({ page }: Browser): string | undefined {
  return page.location === undefined ? undefined : (new URL(page.location).searchParams.get('code') ?? undefined);
}

function pick<T>(all: readonly T[]): T | undefined {
  return all[Math.floor(Math.random() * all.length)];
}

const TOTAL = Object.values(WEIGHTS).reduce((sum, weight) => sum + weight, 0);

function chooseAct(): string {
  let left = Math.random() * TOTAL;
  for (const [act, weight] of Object.entries(WEIGHTS)) {
    left -= weight;
    if (left < 0) return act;
  }
  return 'authorize';
}
