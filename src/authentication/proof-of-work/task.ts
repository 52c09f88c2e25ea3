import type { Challenge, Solution } from 'altcha-lib';

/** The field of a form that the solution is posted in, as ALTCHA's own programs name it. */
export const SOLUTION_FIELD = 'altcha';

/** How hard a task is: each try is one PBKDF2 of so many rounds, and one of 256 fits. About a second in a browser. */
export const TASK = { algorithm: 'PBKDF2/SHA-256', cost: 5_000, keyPrefix: '00' } as const;

/** Characters of the longest field that is looked at. */
const LONGEST = 4_096;

/** What a browser sends: the task that it got, with the solution that it found. */
export interface SolvedTask {
  readonly challenge: Challenge & { readonly signature: string };
  /** Of any form; the library looks at it. */
  readonly solution: Solution;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

/** @returns undefined if the field is no such thing. Nothing is checked but what is read here: a signature covers the rest. */
export function readSolvedTask(field: string): SolvedTask | undefined {
  if (field.length > LONGEST) return undefined;
  const { challenge, solution } = parsed(field);
  const { parameters, signature } = members(challenge);
  const { expiresAt } = members(parameters);
  if (typeof signature !== 'string' || !/^[\da-f]{64}$/.test(signature) || typeof expiresAt !== 'number')
    return undefined;
  return {
    challenge: challenge as SolvedTask['challenge'],
    solution: members(solution) as unknown as Solution,
    expiresAt,
  };
}

function parsed(field: string): Readonly<Record<string, unknown>> {
  try {
    return members(JSON.parse(Buffer.from(field, 'base64').toString()));
  } catch {
    return {};
  }
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
