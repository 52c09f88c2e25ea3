import { pointer } from '../../platform/validation/mistakes.js';
import { mistake, type Rule } from './rule.js';

const LINKS = ['client_uri', 'logo_uri', 'policy_uri', 'tos_uri'];

/** Links that pages show, in any language: nothing that a browser would run. */
export const judgeLinks: Rule = (metadata) =>
  Object.entries(metadata).flatMap(([name, value]) => {
    if (!LINKS.includes(name.split('#')[0] as string) || typeof value !== 'string') return [];
    return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
      ? []
      : mistake(pointer(name), 'must be an https or http URL');
  });
