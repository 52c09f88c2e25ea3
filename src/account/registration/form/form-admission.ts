import { HttpStatus, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { distrusted } from '../../../authentication/form-refusals.js';
import { ProofOfWork } from '../../../authentication/proof-of-work/proof-of-work.service.js';
import { addressOf } from '../../../platform/http/request-facts.js';
import { message } from '../../../platform/texts/message.js';
import { ThrottlesService } from '../../../platform/throttling/throttles.service.js';
import { formField } from '../../../ui/form-field.js';
import { RegistrationPolicy } from '../registration-policy.service.js';
import { FormTime } from './form-time.js';
import { TRAP } from './register-page.js';
import { type FormRefusal, tooMany } from './registration-problems.js';

/** Keeps programs away from the form, before any work is done for what it says. */
@Injectable()
export class FormAdmission {
  constructor(
    private readonly policy: RegistrationPolicy,
    private readonly throttles: ThrottlesService,
    private readonly time: FormTime,
    private readonly work: ProofOfWork,
  ) {}

  /** @returns undefined if the form is looked at */
  async refusal(request: FastifyRequest, reply: FastifyReply): Promise<FormRefusal | undefined> {
    const begunAt = this.time.begunAt(request.cookies, request.body);
    if (begunAt === undefined) return { status: HttpStatus.FORBIDDEN, words: distrusted(request.cookies) };
    const throttled = await this.throttle(request, reply);
    if (throttled) return throttled;
    const isFilledByProgram = this.time.isTooShort(begunAt) || formField(request.body, TRAP) !== '';
    const words = isFilledByProgram ? 'register.too-quick' : await this.work.refusal(request.body);
    return words && { status: HttpStatus.BAD_REQUEST, words: message(words) };
  }

  /** @returns undefined if the network may send one more form */
  async throttle(request: FastifyRequest, reply: FastifyReply): Promise<FormRefusal | undefined> {
    const wait = await this.throttles.consume('user-registration', addressOf(request), this.policy.limit);
    if (wait <= 0) return undefined;
    reply.header('retry-after', String(wait));
    return tooMany(wait);
  }
}
