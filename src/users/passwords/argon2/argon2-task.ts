import { hash, type Options, verify } from '@node-rs/argon2';

/** A password that is to be hashed with these costs, or to be verified against a hash. */
export type Argon2Task = { readonly password: string } & (
  | { readonly costs: Options; readonly encoded?: never }
  | { readonly encoded: string }
);

/** The hash in PHC form, or whether the password is the one that was hashed. */
export type Argon2Result = string | boolean;

/** Does the task in Node's pool of threads, which take turns with everything else of the server. */
export function inPool(task: Argon2Task): Promise<Argon2Result> {
  return task.encoded === undefined ? hash(task.password, task.costs) : verify(task.encoded, task.password);
}
