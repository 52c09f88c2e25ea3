import type { Violation } from '../../platform/validation/violations.js';
import { type Message, message } from '../../texts/message.js';

/** What is wrong with the form, by field. */
export type RegistrationProblems = ReadonlyMap<string, Message | string>;

/** The form is not taken, for what is wrong with its fields. */
export class FormNotTaken extends Error {
  constructor(readonly problems: RegistrationProblems) {
    super([...problems.keys()].join(', '));
    this.name = 'FormNotTaken';
  }
}

/** The code of an invitation is no good. */
export function voidInvitation(): FormNotTaken {
  return new FormNotTaken(new Map([['invitation', message('register.invitation.void')]]));
}

/** Each problem as a sentence that stands beside its field. */
export function problemsByField(violations: readonly Violation[]): RegistrationProblems {
  return new Map(violations.map(({ pointer, detail }) => [pointer.slice(1), sentence(detail)]));
}

function sentence(detail: string): string {
  return `${detail.charAt(0).toUpperCase()}${detail.slice(1)}.`;
}
