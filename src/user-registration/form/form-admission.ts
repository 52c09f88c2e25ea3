import { HttpStatus, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { distrusted } from '../../authentication/form-refusals.js';
import { addressOf } from '../../platform/http/request-facts.js';
import { ThrottlesService } from '../../platform/throttling/throttles.service.js';
import { inWords } from '../../texts/duration.js';
import { formField } from '../../ui/form-field.js';
import { RegistrationPolicy } from '../registration-policy.service.js';
import { FormTime } from './form-time.js';
import { TRAP } from './register-page.js';

/** Why a form is not looked at. */
export interface FormRefusal {
  readonly status: HttpStatus;
  readonly words: string;
}

/** Keeps programs away from the form, before any work is done for what it says. */
@Injectable()
export class FormAdmission {
  constructor(
    private readonly policy: RegistrationPolicy,
    private readonly throttles: ThrottlesService,
    private readonly time: FormTime,
  ) {}

  /** @returns undefined if the form is looked at */
  async refusal(request: FastifyRequest, reply: FastifyReply): Promise<FormRefusal | undefined> {
    const begunAt = this.time.begunAt(request.cookies, request.body);
    if (begunAt === undefined) return { status: HttpStatus.FORBIDDEN, words: distrusted(request.cookies) };
    const wait = await this.throttles.consume('user-registration', addressOf(request), this.policy.limit);
    if (wait > 0) {
      reply.header('retry-after', String(wait));
      return { status: HttpStatus.TOO_MANY_REQUESTS, words: `Too many attempts. Try again in ${inWords(wait, 'en')}.` };
    }
    const isFilledByProgram = this.time.isTooShort(begunAt) || formField(request.body, TRAP) !== '';
    if (!isFilledByProgram) return undefined;
    return {
      status: HttpStatus.BAD_REQUEST,
      words: 'That was faster than people type. Please send the form once more.',
    };
  }
}
