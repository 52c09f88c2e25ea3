import type { FastifyRequest } from 'fastify';
import { browserName } from '../authentication/sessions/browser-name.js';
import { textsFor } from '../texts/texts.js';
import { languageOf } from '../ui/reader.js';

/** What a new passkey is called until the person gives it another name: where it was made. Empty if that is not known. */
export function passkeyLabel(request: FastifyRequest): string {
  const { browser, system } = browserName(request.headers['user-agent']);
  if (browser === undefined || system === undefined) return browser ?? system ?? '';
  return textsFor(languageOf(request))('account.browser-on-system', { browser, system });
}
