import type { FastifyRequest } from 'fastify';
import { wantedLanguages } from '../oauth/language.js';
import type { Parameters } from '../oauth/parameters.js';

/**
 * The languages a person wants to read, the most wanted first.
 * @param parameters of the authorization request that the page is about, if any
 */
export function languagesOf({ headers }: FastifyRequest, parameters?: Parameters): readonly string[] {
  return wantedLanguages(parameters?.get('ui_locales'), headers['accept-language']);
}
