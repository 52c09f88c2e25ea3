import { type Challenge, type Solution, solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Browser } from './browser.js';

/** The task of the form that the browser shows. */
export function shownTask({ page }: Pick<Browser, 'page'>): Challenge {
  const [, task = ''] = /data-task="([^"]+)"/.exec(page.html) ?? [];
  return JSON.parse(task.replaceAll('&quot;', '"').replaceAll('&amp;', '&')) as Challenge;
}

/** Solves a task as a browser does. */
export async function solutionOf(challenge: Challenge): Promise<Solution> {
  const solution = await solveChallenge({ challenge, deriveKey });
  if (!solution) throw new Error('no solution was found');
  return solution;
}

/** The field of a form with the solution of a task. */
export function solved(challenge: unknown, solution: unknown): { readonly altcha: string } {
  return { altcha: Buffer.from(JSON.stringify({ challenge, solution })).toString('base64') };
}

/** What the form needs that the browser shows. */
export async function work(browser: Pick<Browser, 'page'>): Promise<{ readonly altcha: string }> {
  const task = shownTask(browser);
  return solved(task, await solutionOf(task));
}
