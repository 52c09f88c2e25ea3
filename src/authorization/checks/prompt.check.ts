import { Injectable } from '@nestjs/common';
import { RegistrationPolicy } from '../../account/registration/registration-policy.service.js';
import {
  type AskedRequest,
  type AuthorizationRequest,
  type Prompt,
} from '../../authorization-requests/authorization-request.js';
import { InvalidRequest } from '../../oauth/oauth-error.js';
import type { Check } from './check.js';

/** Longest accepted nonce, in characters. */
const LONGEST_NONCE = 1024;

/** OIDC Core §3.1.2.1: `prompt`, `max_age` and `nonce`. */
@Injectable()
export class PromptCheck implements Check {
  constructor(private readonly registration: RegistrationPolicy) {}

  check({ client, parameters }: AskedRequest): Pick<AuthorizationRequest, 'prompt' | 'maxAge' | 'nonce'> {
    const nonce = parameters.get('nonce');
    if (nonce !== undefined && nonce.length > LONGEST_NONCE)
      throw new InvalidRequest(`nonce must have at most ${LONGEST_NONCE} characters`);
    return {
      prompt: readPrompt(parameters.get('prompt'), this.registration.promptValues),
      maxAge: readMaxAge(parameters.get('max_age')) ?? client.metadata.default_max_age,
      nonce,
    };
  }
}

function readPrompt(value: string | undefined, supported: readonly Prompt[]): readonly Prompt[] {
  const prompts = (value ?? '').split(' ').filter((each) => each !== '');
  const unknown = prompts.find((each) => !supported.includes(each as Prompt));
  if (unknown !== undefined) throw new InvalidRequest(`prompt must be some of ${supported.join(', ')}, not ${unknown}`);
  if (prompts.includes('none') && prompts.length > 1)
    throw new InvalidRequest('prompt=none cannot be combined with others');
  return prompts as readonly Prompt[];
}

function readMaxAge(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d{1,9}$/.test(value)) throw new InvalidRequest('max_age must be a whole number of seconds');
  return Number(value);
}
