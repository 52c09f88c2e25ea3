import { Injectable } from '@nestjs/common';
import type { Connection, Transaction } from '../../platform/database/database.js';
import { sortedBy } from '../../platform/sorted-by.js';
import { TEXT_FORM, TEXT_MISTAKE } from '../../platform/validation/text.js';
import { pointer, type Violation, violationsAt } from '../../platform/validation/violations.js';
import {
  type DeclarableFactor,
  type DeclaredFactor,
  type FactorOrigin,
  factorName,
  NOT_OPENED,
} from '../../users/declared-factor.js';
import { Enrolments } from '../enrolments.service.js';
import type { FactorCause } from '../factor-records.service.js';
import { TotpFactor } from './totp.factor.js';
import { APP_SECRET, APP_SECRET_MISTAKE, COMMON_TOTP, parameterProblems, type TotpParameters } from './totp.js';
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
    return this.enrolments.add({ id: userId }, this.totp, factorName(name ?? ''), transaction, cause, (id) =>
      this.secrets.store(id, secret, transaction, 0, parametersOf(app)),
    );
  }

  mistakes({ secret, id, sealed, name = '', ...parameters }: DeclaredFactor): readonly Violation[] {
    const problems = Object.entries(parameterProblems(parametersOf(parameters)));
    return [
      ...(sealed === undefined ? secretMistakes(secret, id) : this.sealedMistakes(sealed, secret, id)),
      ...violationsAt('/name', TEXT_FORM.test(name) ? undefined : TEXT_MISTAKE),
      ...problems.flatMap(([member, problem]) => violationsAt(pointer(member), problem)),
    ];
  }

  /** A sealed secret is that of one factor. */
  uniqueOf({ sealed, id }: DeclaredFactor): string | undefined {
    return sealed === undefined ? undefined : id;
  }

  ownerOf(id: string): Promise<string | undefined> {
    return this.enrolments.ownerOf(id);
  }

  keyOf(app: DeclaredFactor): string {
    const { algorithm, digits, period } = parametersOf(app);
    return [this.secretOf(app), algorithm, digits, period].join(' ');
  }

  async keysOf(userId: string, connection?: Connection): Promise<readonly string[]> {
    return (await this.secrets.allOf(userId, connection)).map((each) => this.keyOf({ type: this.type, ...each }));
  }

  /** With the secrets as they are stored, in the order of the identifiers. */
  async exportOf(userId: string): Promise<readonly DeclaredFactor[]> {
    const named = new Map((await this.enrolments.list(userId)).map(({ id, label }) => [id, label]));
    const apps = sortedBy(await this.secrets.storedOf(userId), ({ factorId }) => factorId);
    return apps.map(({ factorId: id, sealed, ...parameters }) => {
      const name = named.get(id) ?? '';
      return { type: this.type, id, sealed, ...(name === '' ? {} : { name }), ...parameters };
    });
  }

  async add(
    userId: string,
    declared: DeclaredFactor,
    transaction: Transaction,
    { by, isNewAccount }: FactorOrigin,
  ): Promise<boolean> {
    const cause = { by, isTold: !isNewAccount };
    const { id, sealed, name = '' } = declared;
    const made =
      id === undefined || sealed === undefined
        ? await this.store(userId, { ...declared, secret: this.secretOf(declared) }, transaction, cause)
        : await this.enrolments.add(
            { id: userId },
            this.totp,
            name,
            transaction,
            cause,
            () => this.secrets.storeSealed({ factorId: id, sealed, ...parametersOf(declared) }, transaction),
            id,
          );
    return made !== undefined;
  }

  /** Of one without mistakes. */
  private secretOf({ secret, id = '', sealed = '' }: DeclaredFactor): string {
    return secret ?? this.secrets.opened(id, sealed) ?? '';
  }

  private sealedMistakes(sealed: string, secret: string | undefined, id: string | undefined): readonly Violation[] {
    if (secret !== undefined) return violationsAt('/secret', 'must be left out if it is sealed');
    if (id === undefined) return violationsAt('/id', 'is missing: a secret is sealed as that of one factor');
    return violationsAt('/sealed', this.secrets.opened(id, sealed) === undefined ? NOT_OPENED : undefined);
  }
}

function secretMistakes(secret = '', id: string | undefined): readonly Violation[] {
  return [
    ...violationsAt('/secret', APP_SECRET.test(secret) ? undefined : APP_SECRET_MISTAKE),
    ...violationsAt('/id', id === undefined ? undefined : 'must be left out without sealed'),
  ];
}

function parametersOf({ algorithm, digits, period }: Nullable<TotpParameters>): TotpParameters {
  return {
    algorithm: algorithm ?? COMMON_TOTP.algorithm,
    digits: digits ?? COMMON_TOTP.digits,
    period: period ?? COMMON_TOTP.period,
  };
}
