import { Injectable } from '@nestjs/common';
import type { Connection, Transaction } from '../../platform/database/database.js';
import { TEXT_FORM, TEXT_MISTAKE } from '../../platform/validation/text.js';
import { type Violation, violationsAt } from '../../platform/validation/violations.js';
import type { DeclarableFactor, DeclaredFactor, FactorOrigin } from '../../users/declared-factor.js';
import { labelOf } from '../enrolment/enrolling.service.js';
import { Enrolments } from '../enrolments.service.js';
import type { FactorCause } from '../factor-records.service.js';
import { TotpFactor } from './totp.factor.js';
import { APP_SECRET, APP_SECRET_MISTAKE, COMMON_TOTP, type TotpParameters } from './totp.js';
import { TotpSecrets } from './totp-secrets.service.js';

type Nullable<T> = { readonly [K in keyof T]?: T[K] | null | undefined };

/** An authenticator app that a person has set up elsewhere; what is left out is as common apps have it. */
export interface ImportedApp extends Nullable<TotpParameters> {
  /** Base32. */
  readonly secret: string;
  readonly name?: string | null | undefined;
}

/** Authenticator apps that people have set up at another server. */
@Injectable()
export class ImportedApps implements DeclarableFactor {
  readonly type = 'totp';

  constructor(
    private readonly enrolments: Enrolments,
    private readonly totp: TotpFactor,
    private readonly secrets: TotpSecrets,
  ) {}

  /** @returns the identifier of the factor; undefined if the user has as many as an account can have */
  store(userId: string, app: ImportedApp, transaction: Transaction, cause: FactorCause): Promise<string | undefined> {
    const { secret, name } = app;
    return this.enrolments.add({ id: userId }, this.totp, labelOf(name ?? ''), transaction, cause, (id) =>
      this.secrets.store(id, secret, transaction, 0, parametersOf(app)),
    );
  }

  mistakes({ secret, name = '' }: DeclaredFactor): readonly Violation[] {
    return [
      ...violationsAt('/secret', APP_SECRET.test(secret) ? undefined : APP_SECRET_MISTAKE),
      ...violationsAt('/name', TEXT_FORM.test(name) ? undefined : TEXT_MISTAKE),
    ];
  }

  keyOf(app: ImportedApp): string {
    const { algorithm, digits, period } = parametersOf(app);
    return [app.secret, algorithm, digits, period].join(' ');
  }

  async keysOf(userId: string, connection?: Connection): Promise<readonly string[]> {
    return (await this.secrets.allOf(userId, connection)).map((each) => this.keyOf(each));
  }

  async add(
    userId: string,
    declared: DeclaredFactor,
    transaction: Transaction,
    { by, isNewAccount }: FactorOrigin,
  ): Promise<boolean> {
    return (await this.store(userId, declared, transaction, { by, isTold: !isNewAccount })) !== undefined;
  }
}

function parametersOf({ algorithm, digits, period }: Nullable<TotpParameters>): TotpParameters {
  return {
    algorithm: algorithm ?? COMMON_TOTP.algorithm,
    digits: digits ?? COMMON_TOTP.digits,
    period: period ?? COMMON_TOTP.period,
  };
}
