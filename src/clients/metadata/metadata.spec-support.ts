import type { RegisteredBy } from '../client.js';
import { type ServerOffer, validateMetadata } from '../client-metadata.js';
import { OWN_METADATA } from './own-metadata.js';

/** What the server of these tests has. */
export const OFFER: ServerOffer = {
  concerns: OWN_METADATA.items,
  grants: ['authorization_code', 'refresh_token', 'client_credentials'].map((grantType) => ({ grantType })),
  authenticationMethods: ['client_secret_basic', 'client_secret_jwt', 'private_key_jwt', 'none'],
  authenticationSigningAlgorithms: ['HS256', 'ES256'],
  signingAlgorithms: ['ES256', 'RS256'],
  keyEncryptionAlgorithms: ['RSA-OAEP-256'],
  contentEncryptionAlgorithms: ['A128CBC-HS256', 'A128GCM'],
  requestObjectAlgorithms: ['none', 'ES256'],
  subjectTypes: ['public', 'pairwise'],
  knowsScope: () => true,
  isForEveryone: (scope) => scope !== 'api:admin',
  redirectUriSchemes: ['cursor'],
  claimSources: { knowsAttribute: () => true, isAdded: () => false },
  administrativeRoles: new Set(['admin']),
  onLoopback: false,
};

const WEB_APP = { redirect_uris: ['https://rp.example/cb'] };

export type Raw = Parameters<typeof validateMetadata>[0];
/** Of a web application with these members. */
export const validate = (raw: Raw, by?: RegisteredBy, offer = OFFER) =>
  validateMetadata({ ...WEB_APP, ...raw }, 'id', offer, by);
/** Where the members are that are refused. */
export const pointers = (raw: Raw, by?: RegisteredBy, offer = OFFER) =>
  validate(raw, by, offer).violations.map(({ pointer }) => pointer);
