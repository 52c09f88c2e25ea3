import { Injectable } from '@nestjs/common';
import type { ShownLink, SignInLink } from '../../../authentication/login/sign-in-link.js';
import { withRequest } from '../../../authentication/login/sign-in-paths.js';
import { RegistrationPolicy } from '../registration-policy.service.js';

/** Leads from the sign-in page to registration. */
@Injectable()
export class RegisterLink implements SignInLink {
  readonly name = 'register';

  constructor(private readonly policy: RegistrationPolicy) {}

  link(reference: string | undefined): ShownLink | undefined {
    if (!this.policy.isOffered) return undefined;
    return {
      id: 'create-account',
      href: withRequest('/register', reference),
      lead: 'register.new-here',
      label: 'register.title',
    };
  }
}
