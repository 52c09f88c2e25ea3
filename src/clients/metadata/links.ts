import { pointer } from '../../platform/validation/violations.js';
import { ApplicationMetadataDto } from '../dto/metadata/application-metadata.dto.js';
import type { MetadataConcern } from './concern.js';
import { applicationTypeOf } from './redirect-uris.js';
import { type Rule, violation } from './rule.js';

const LINKS = ['client_uri', 'logo_uri', 'policy_uri', 'tos_uri'];

/** Links that pages show, in any language: nothing that a browser would run. */
const validateLinks: Rule = (metadata) =>
  Object.entries(metadata).flatMap(([name, value]) => {
    if (!LINKS.includes(name.split('#')[0] as string) || typeof value !== 'string') return [];
    return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
      ? []
      : violation(pointer(name), 'must be an https or http URL');
  });

/** What the application is. */
export const applicationMetadata: MetadataConcern = {
  members: ApplicationMetadataDto,
  defaults: (raw, { clientId, registeredBy }) => ({
    client_name: raw.client_name ?? clientId,
    application_type:
      raw.application_type ?? (registeredBy === 'administrator' ? 'web' : applicationTypeOf(raw.redirect_uris ?? [])),
    first_party: raw.first_party ?? false,
  }),
  rules: [validateLinks],
};
