import { LEVELS, type Level } from '../../../oauth/authentication-levels.js';
import { SECOND_FACTOR_POLICIES, type SecondFactorPolicy } from '../../../oauth/second-factor-policy.js';
import { TextListMember, TextMember } from './members.js';

/** How strongly people must be authenticated for the client. */
export class StrengthMetadataDto {
  @TextListMember({
    description:
      'Authentication contexts, the most wanted first, if a request names no acr. A wish: who cannot reach one of them signs in without.',
    example: ['phr'],
  })
  readonly default_acr_values?: readonly string[];

  @TextMember({
    description:
      'The weakest authentication that will do, whatever a request says; who cannot reach it gets no tokens. Only administrators set it.',
    enum: LEVELS,
    example: 'urn:gatehouse:acr:2fa',
  })
  readonly minimum_acr?: Level;

  @TextMember({
    description:
      'Whether people need a second factor for the client. The strictest of server, roles and client counts. Left out: the client says nothing. Only administrators set it.',
    enum: SECOND_FACTOR_POLICIES,
    example: 'required',
  })
  readonly second_factor?: SecondFactorPolicy;
}
