import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { message } from '../../platform/texts/message.js';
import type { Problem } from '../../platform/validation/violations.js';
import { ResourcesService } from '../../resources/resources.service.js';
import type { User, UserClaims } from '../user.js';
import { isCommonPassword } from './common-passwords.js';
import { isExpected, lengthOfPassword, passwordFormProblem } from './password.js';

/** Whose password it is. */
export type PasswordOwner = Pick<User, 'username' | 'claims' | 'roles'>;

const INSTEAD = 'choose another, such as several words that have nothing to do with each other';
const EXPECTED: Problem = {
  detail: `must not be the username, the email address or the name of this server, with or without a few digits; ${INSTEAD}`,
  message: message('password.expected'),
};
const COMMON: Problem = {
  detail: `is one of those that are guessed first; ${INSTEAD}`,
  message: message('password.common'),
};

/**
 * NIST SP 800-63B-4 §3.1.1.2: which new passwords are good enough. Long ones that no one expects; nothing else is asked, neither
 * kinds of characters nor a change from time to time.
 */
@Injectable()
export class PasswordRules {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'brand' | 'issuer' | 'passwords'>,
    private readonly resources: ResourcesService,
  ) {}

  /**
   * What is wrong with a new password, or undefined if nothing is. Not for use in a transaction.
   * @param becomeAdministrative roles that are about to be stored as such
   */
  async problem(
    password: string,
    owner: PasswordOwner,
    becomeAdministrative: ReadonlySet<string> = new Set(),
  ): Promise<Problem | undefined> {
    const isAdministrator =
      owner.roles.some((role) => becomeAdministrative.has(role)) || (await this.isAdministrator(owner));
    const least = this.minLength(isAdministrator);
    if (lengthOfPassword(password) < least) return tooShort(least, isAdministrator);
    const problem = passwordFormProblem(password);
    if (problem !== undefined) return problem;
    if (isExpected(password, this.wordsAround(owner))) return EXPECTED;
    return (await isCommonPassword(password)) ? COMMON : undefined;
  }

  /**
   * Whether a password that is right is too short for what its owner may do by now: it was chosen before a promotion or
   * before the setting, or imported as a hash.
   */
  async isOutgrown(password: string, owner: PasswordOwner): Promise<boolean> {
    return lengthOfPassword(password) < this.minLength(true) && (await this.isAdministrator(owner));
  }

  private minLength(isAdministrator: boolean): number {
    const { minLength, minLengthOfAdministrators } = this.config.passwords;
    return isAdministrator ? Math.max(minLength, minLengthOfAdministrators) : minLength;
  }

  private async isAdministrator({ roles }: PasswordOwner): Promise<boolean> {
    if (roles.length === 0) return false;
    const administrative = (await this.resources.catalogue()).administrativeRoles();
    return roles.some((role) => administrative.has(role));
  }

  /** What is guessed first for this person at this server. */
  private wordsAround({ username, claims }: Pick<PasswordOwner, 'username' | 'claims'>): readonly string[] {
    const { brand, issuer } = this.config;
    const { hostname } = new URL(issuer);
    const words = [username, ...addressWords(claims), brand.name, 'gatehouse', hostname, ...hostname.split('.')];
    return words.flatMap((word) => [word, word.replaceAll(/\s/g, '')]);
  }
}

function tooShort(least: number, isAdministrator: boolean): Problem {
  return {
    detail: `must have at least ${least} characters${isAdministrator ? ', because its owner has an administrative role' : ''}`,
    message: message(isAdministrator ? 'password.too-short-administrator' : 'password.too-short', { least }),
  };
}

/** The claims may not have been checked yet, so an address of another type is left to that. */
function addressWords({ email }: UserClaims): readonly string[] {
  return typeof email === 'string' ? [email, ...email.split('@')] : [];
}
