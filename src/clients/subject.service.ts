import { Injectable } from '@nestjs/common';
import { keyedHash } from '../platform/crypto/secrets.js';
import type { ServerSecret } from '../platform/crypto/server-secret.js';
import { ServerSecrets } from '../platform/crypto/server-secrets.js';
import type { Client } from './client.js';
import { sectorOf } from './sector.js';

/** Makes pairwise subject identifiers. */
export const SUBJECT_SECRET: ServerSecret = {
  name: 'pairwise-subject',
  renewal: { loses: 'the identifiers by which clients of subject_type pairwise know people' },
};

/** By which subject identifier each client knows an end-user (OIDC Core §8). */
@Injectable()
export class SubjectService {
  private readonly key: Buffer;

  constructor(secrets: ServerSecrets) {
    this.key = secrets.get(SUBJECT_SECRET);
  }

  /**
   * The `sub` that this client sees. A pairwise one is a keyed hash of the client's sector and the user: the same on every
   * replica and at all times, and nothing that clients of two sectors could compare (OIDC Core §8.1).
   * It leads no one back to the user: anyone who needs the user again keeps the user's own identifier.
   */
  subjectFor(user: { readonly id: string }, client: Client): string {
    if (client.metadata.subject_type !== 'pairwise') return user.id;
    return keyedHash(this.key, sectorOf(client.metadata) ?? client.clientId, user.id).toString('base64url');
  }
}
