import { Violations } from '../../platform/validation/violations.js';

/** What is wrong with a form: by field, in whole sentences. */
export type FormProblems = ReadonlyMap<string, string>;

const WORDS: Readonly<Record<string, string>> = {
  username: 'The username',
  email: 'The email address',
  password: 'The password',
};

/** The problems of a form whose fields are called as members of a user. @throws what is no {@link Violations} */
export function problemsOf(error: unknown): FormProblems {
  if (!(error instanceof Violations)) throw error;
  return new Map(
    error.violations.map(({ pointer, detail }) => {
      const field = pointer.slice(1);
      return [field, `${WORDS[field] ?? field} ${detail}.`];
    }),
  );
}
