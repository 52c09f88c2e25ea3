import type { FastifyReply } from 'fastify';
import { seeOther } from '../../platform/http/redirect.js';
import { formField } from '../../ui/form-field.js';

/** Where someone signs in to one more account. */
const ADD_ACCOUNT = '/login?prompt=login';

/** Where someone who is signed in proves again who they are. */
export const SIGN_IN_AGAIN = `${ADD_ACCOUNT}&confirm=account`;

/** Whether a page that signs people in was opened by {@link SIGN_IN_AGAIN}. @param input its query string or form */
export function isConfirmation(input: unknown): boolean {
  return formField(input, 'confirm') === 'account';
}

/** The address of a page that gets the reference of a parked request. @param reference empty or left out: there is none */
export function withRequest(path: string, reference = ''): string {
  return reference === '' ? path : `${path}?${new URLSearchParams({ request: reference })}`;
}

/** Where someone signs in, or signs in again, to go on with a parked request. */
export function loginPath(reference?: string): string {
  return withRequest('/login', reference);
}

/** Where one of the accounts is chosen to go on with a parked request. */
export function selectAccountPath(reference?: string): string {
  return withRequest('/select-account', reference);
}

/** Where someone who may be signed in signs in all the same: to go on with a parked request, or to one more account. */
export function newSignInPath(reference = ''): string {
  return reference === '' ? ADD_ACCOUNT : loginPath(reference);
}

/** The person signs in once more: what was proven has ended, or was used. */
export function startOver(reply: FastifyReply, reference: string): void {
  seeOther(reply, newSignInPath(reference));
}
