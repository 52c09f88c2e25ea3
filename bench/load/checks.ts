import type { Answer } from './connection.js';
import type { TokenAnswer } from './order.js';

/** Answers whose signatures are verified after a run. */
const SAMPLES = 4;

/** A wrong answer ends the run: the rate of wrong answers is worth nothing. */
export class Checks {
  private readonly codes = new Set<string>();
  private latest: TokenAnswer[] = [];
  /** JWTs in the latest answer of the token endpoint. */
  signatures = 0;

  that(holds: boolean, rule: string, { head, body }: Answer): void {
    if (!holds) throw new Error(`not so: ${rule}; the answer was\n${head}\n\n${body.slice(0, 2000)}`);
  }

  /** The code, which never came before. */
  fresh(code: string | undefined, answer: Answer): string {
    this.that(code !== undefined && !this.codes.has(code), 'every code is fresh', answer);
    this.codes.add(code as string);
    return code as string;
  }

  note(tokens: TokenAnswer): void {
    if (this.latest.length === SAMPLES) this.latest.shift();
    this.latest.push(tokens);
    this.signatures = [tokens.access_token, tokens.id_token].filter((token) => token?.split('.').length === 3).length;
  }

  get samples(): readonly TokenAnswer[] {
    return this.latest;
  }
}
