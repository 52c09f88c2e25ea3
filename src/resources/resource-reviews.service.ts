import { Injectable } from '@nestjs/common';
import { SubjectIdentifiers } from '../admin/subject-identifiers.js';
import type { Transaction } from '../platform/database/database.js';
import type { Violation } from '../platform/validation/violations.js';
import { Catalogues } from './catalogues.js';
import { type Resource, resourceMistakes } from './resource.js';

/** Judges resources by all the others, and by the clients that there are. */
@Injectable()
export class ResourceReviews {
  constructor(
    private readonly catalogues: Catalogues,
    private readonly subjects: SubjectIdentifiers,
  ) {}

  /** What is wrong with a resource that is about to be stored. Who chooses its identifier for a client waits. */
  async mistakes(resource: Resource, transaction: Transaction): Promise<readonly Violation[]> {
    const catalogue = await this.catalogues.read(transaction);
    const present = catalogue.list();
    return [
      ...resourceMistakes(resource, present, this.catalogues.issuer.identifier, catalogue),
      ...(await this.identifierMistakes(resource, present, transaction)),
    ];
  }

  /**
   * An access token is for its resource, an ID token for its client: with one identifier for both, an application would take the
   * one for the other (RFC 9700 §4.15). Pairs of older days are left alone as long as the `typ` tells the tokens apart.
   */
  private async identifierMistakes(
    { identifier, accessTokenTyp }: Resource,
    present: readonly Resource[],
    transaction: Transaction,
  ): Promise<readonly Violation[]> {
    const isNew = present.every((each) => each.identifier !== identifier);
    if (!isNew && accessTokenTyp !== 'JWT') return [];
    await this.subjects.reserve(transaction);
    const taken = await this.subjects.among('client', [identifier], transaction);
    if (taken.size === 0) return [];
    const detail = 'is the client_id of an application; choose another';
    return [
      {
        pointer: isNew ? '/identifier' : '/access_token_typ',
        detail: isNew ? detail : `must not be JWT, because ${identifier} is a client_id too`,
      },
    ];
  }
}
