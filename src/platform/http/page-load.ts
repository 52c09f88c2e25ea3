import type { FastifyRequest } from 'fastify';

/**
 * Whether a browser loads a page of its window by the request. Browsers say so by `Sec-Fetch-Mode` and `Sec-Fetch-Dest`
 * (Fetch Metadata Request Headers §2), which they send to https and to this machine only. Elsewhere, and before they had
 * them, they announce it by `Upgrade-Insecure-Requests` (Upgrade Insecure Requests §3.2.1).
 */
export function isPageLoad({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const { 'sec-fetch-mode': mode, 'sec-fetch-dest': destination } = headers;
  if (mode === undefined) return headers['upgrade-insecure-requests'] === '1';
  return mode === 'navigate' && destination === 'document';
}
