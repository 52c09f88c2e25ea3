import { HttpStatus } from '@nestjs/common';
import type { Violation } from '../../platform/validation/violations.js';
import { type Message, message } from '../../texts/message.js';

/** What is wrong with the form, by field. */
export type RegistrationProblems = ReadonlyMap<string, Message | string>;

/** The form is shown again. */
export interface FormRefusal {
  readonly status: HttpStatus;
  /** Why, if it is not about a field. */
  readonly words?: Message | undefined;
  readonly problems?: RegistrationProblems;
}

/** The form is not taken. */
export class FormNotTaken extends Error {
  constructor(readonly refusal: FormRefusal) {
    super('the form is not taken');
    this.name = 'FormNotTaken';
  }
}

/** The form is not taken, for what is wrong with its fields. */
export function wrongFields(problems: RegistrationProblems): FormNotTaken {
  return new FormNotTaken({ status: HttpStatus.BAD_REQUEST, problems });
}

/** The code of an invitation is no good. */
export function voidInvitation(): FormNotTaken {
  return wrongFields(new Map([['invitation', message('register.invitation.void')]]));
}

/** @param seconds until the form is taken again */
export function tooMany(seconds: number): FormRefusal {
  const words = message('register.throttled', { time: { seconds } });
  return { status: HttpStatus.TOO_MANY_REQUESTS, words };
}

/** Each problem as a sentence that stands beside its field. */
export function problemsByField(violations: readonly Violation[]): RegistrationProblems {
  return new Map(violations.map(({ pointer, detail }) => [pointer.slice(1), sentence(detail)]));
}

function sentence(detail: string): string {
  return `${detail.charAt(0).toUpperCase()}${detail.slice(1)}.`;
}
