import { Injectable } from '@nestjs/common';
import type { ShownLink, SignInLink } from '../../../authentication/login/sign-in-link.js';
import { RegistrationPolicy } from '../registration-policy.service.js';

/** Where people register, to go on with a parked request if there is one. */
function registerPath(reference: string | undefined): string {
  return reference === undefined ? '/register' : `/register?${new URLSearchParams({ request: reference })}`;
}

/** Leads from the sign-in page to registration. */
@Injectable()
export class RegisterLink implements SignInLink {
  readonly name = 'register';

  constructor(private readonly policy: RegistrationPolicy) {}

  link(reference: string | undefined): ShownLink | undefined {
    if (!this.policy.isOffered) return undefined;
    return {
      id: 'create-account',
      href: registerPath(reference),
      lead: 'register.new-here',
      label: 'register.title',
    };
  }
}
