import { type Message, message } from '../platform/texts/message.js';
import { Violations } from '../platform/validation/violations.js';

/** What is wrong with a form: by field, in whole sentences. */
export type FormProblems = ReadonlyMap<string, Message>;

/** The problems of a form whose fields are called as members of a user. @throws what is no {@link Violations} */
export function problemsOf(error: unknown): FormProblems {
  if (!(error instanceof Violations)) throw error;
  return new Map(
    error.violations.map(({ pointer, detail, message: said }) => {
      const field = pointer.slice(1);
      return [field, said ?? message('form.problem', { field, detail })];
    }),
  );
}
