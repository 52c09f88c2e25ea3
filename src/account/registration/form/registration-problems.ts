import { HttpStatus } from '@nestjs/common';
import type { FormProblems } from '../../../authentication/form-problems.js';
import { type Message, message } from '../../../platform/texts/message.js';

/** The form is shown again. */
export interface FormRefusal {
  readonly status: HttpStatus;
  /** Why, if it is not about a field. */
  readonly words?: Message | undefined;
  readonly problems?: FormProblems;
}

/** The form is not taken. */
export class FormNotTaken extends Error {
  constructor(readonly refusal: FormRefusal) {
    super('the form is not taken');
    this.name = 'FormNotTaken';
  }
}

/** The form is not taken, for what is wrong with its fields. */
export function wrongFields(problems: FormProblems): FormNotTaken {
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
