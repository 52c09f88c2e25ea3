import type { FastifyRequest } from 'fastify';
import { browserName } from '../../authentication/sessions/browser-name.js';
import type { Language } from '../../platform/texts/languages.js';
import { textsFor } from '../../platform/texts/texts.js';

/** What a new passkey is called until the person gives it another name: where it was made. Empty if that is not known. */
export function passkeyLabel(request: FastifyRequest, language: Language): string {
  const { browser, system } = browserName(request.headers['user-agent']);
  if (browser === undefined || system === undefined) return browser ?? system ?? '';
  return textsFor(language)('account.browser-on-system', { browser, system });
}
