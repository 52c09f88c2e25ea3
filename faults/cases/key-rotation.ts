import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { ROOT } from '../../bench/program.js';
import { Browser } from '../../examples/headless-browser.js';
import { Asker, sender, type Tokens } from '../asking.js';
import type { Fault } from '../fault.js';
import { noNginx } from '../processes/nginx.js';
import { Postgres } from '../processes/postgres.js';
import { authorizationPath, PASSWORD, PEOPLE } from '../scene.js';
import { startReplicas } from './replicas.js';

/** How many times as fast time goes for the servers; a new key signs six minutes after it was made. */
const FACTOR = 12;
const ROTATION = (6 * 60_000) / FACTOR;

/** Milliseconds from one token of a relying party to the next. */
const PAUSE = 50;

/** The signing key is rotated under load, at two replicas, for relying parties that keep the key set as long as they may. */
export const keyRotation: Fault = {
  name: 'key-rotation',
  async run() {
    if (noNginx) return noNginx;
    const postgres = await Postgres.start();
    const clock = { FAULTS_CLOCK_FACTOR: String(FACTOR), FAULTS_CLOCK_BEGIN: String(Date.now()), LOG_LEVEL: 'error' };
    const { issuer, replicas, nginx } = await startReplicas(2, await postgres.createDatabase('faults'), {
      settings: clock,
      nodeOptions: ['--import', join(ROOT, 'dist/faults/processes/fast-clock.js')],
    });
    const parties = PEOPLE.slice(0, 5).map((name) => new CachingParty(issuer, name));
    const until = performance.now() + ROTATION + 10_000;
    const work = Promise.all(parties.map((party) => party.verifyUntil(until)));
    await pause(2_000);
    const rotated = await new Asker(issuer).admin('POST', '/keys', { alg: 'ES256', immediately: true });
    await work;
    await nginx.stop();
    await Promise.all(replicas.map((replica) => replica.stop()));
    await postgres.remove();

    const problems = parties.flatMap((party) => party.problems);
    const keys = new Set(parties.flatMap((party) => [...party.keys]));
    if (rotated.status !== 201) problems.push(`the key was not rotated: ${rotated.status} ${rotated.text}`);
    if (keys.size !== 2) problems.push(`tokens were signed by ${keys.size} keys instead of two`);
    const verified = parties.reduce((sum, party) => sum + party.verified, 0);
    return [
      {
        fault: 'signing key rotated, two replicas',
        times: 1,
        acknowledged: verified,
        lost: parties.reduce((sum, party) => sum + party.problems.length, 0),
        doubled: 0,
        wronglyAccepted: 0,
        recovery: null,
        notes: [`${verified} signatures verified with cached key sets, by ${keys.size} keys`],
        problems: problems.slice(0, 5),
      },
    ];
  },
};

/** A relying party that fetches the key set only if what it has is older than `max-age` (RFC 9111 §4.2). */
class CachingParty {
  readonly problems: string[] = [];
  readonly keys = new Set<string>();
  verified = 0;
  private keySet: ReturnType<typeof createLocalJWKSet> | undefined;
  private freshUntil = 0;

  constructor(
    private readonly issuer: string,
    private readonly person: string,
  ) {}

  async verifyUntil(end: number): Promise<void> {
    const asker = new Asker(this.issuer, sender());
    const browser = new Browser(this.issuer, {}, asker.send);
    await browser.get(authorizationPath());
    await browser.submitFirstForm({ username: this.person, password: PASSWORD });
    if (new URL(browser.page.url).pathname === '/consent') await browser.submitFirstForm({}, 'allow');
    while (performance.now() < end) {
      await browser.get(authorizationPath());
      const code = new URL(browser.location ?? this.issuer).searchParams.get('code') ?? '';
      const { status, text } = await asker.redeem(code);
      if (status === 200) await this.verify((JSON.parse(text) as Tokens).access_token);
      else this.problems.push(`no tokens: ${status} ${text}`);
      await pause(PAUSE);
    }
  }

  private async verify(token: string): Promise<void> {
    try {
      const { protectedHeader } = await compactVerify(token, await this.present());
      this.keys.add(protectedHeader.kid ?? '');
      this.verified++;
    } catch (error) {
      this.problems.push(`a signature: ${(error as Error).message}`);
    }
  }

  private async present(): Promise<ReturnType<typeof createLocalJWKSet>> {
    if (this.keySet && performance.now() < this.freshUntil) return this.keySet;
    const answer = await fetch(`${this.issuer}/oauth2/jwks`);
    const age = Number(/max-age=(\d+)/.exec(answer.headers.get('cache-control') ?? '')?.[1] ?? 0);
    this.freshUntil = performance.now() + (age * 1000) / FACTOR;
    this.keySet = createLocalJWKSet((await answer.json()) as JSONWebKeySet);
    return this.keySet;
  }
}
