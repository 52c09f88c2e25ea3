import { pointer } from '../../platform/validation/violations.js';
import { type Rule, violation } from './rule.js';

const LINKS = ['client_uri', 'logo_uri', 'policy_uri', 'tos_uri'];

/** Links that pages show, in any language: nothing that a browser would run. */
export const validateLinks: Rule = (metadata) =>
  Object.entries(metadata).flatMap(([name, value]) => {
    if (!LINKS.includes(name.split('#')[0] as string) || typeof value !== 'string') return [];
    return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
      ? []
      : violation(pointer(name), 'must be an https or http URL');
  });
