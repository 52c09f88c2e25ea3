import { existsSync } from 'node:fs';

/** A program that tests run and that npm does not bring: where its package puts it, or where the variable says. */
export interface NeededProgram {
  readonly name: string;
  readonly path: string;
  readonly variable: string;
}

/** Tests that run a program. If it is not installed they are skipped and say so; with `CI=true` that is a failure. */
export function describeWith({ name: program, path, variable }: NeededProgram, name: string, tests: () => void): void {
  if (existsSync(path)) {
    describe(name, tests);
    return;
  }
  const missing = `no ${program} at ${path}; install it, or set ${variable} to its path`;
  describe(name, () => {
    if (process.env.CI === 'true') {
      it(`needs ${program}`, () => {
        throw new Error(missing);
      });
    } else {
      console.warn(`The tests of "${name}" are skipped: ${missing}.`);
      // On a machine without it the other tests are still worth running; in CI this is a failure.
      it.skip(`is skipped: ${missing}`, () => undefined);
    }
  });
}
