import { BadRequestException } from '@nestjs/common';

/** RFC 9651 §3.3.3, a string, without backslashes; or the same without its quotes, as many send it. */
export const IDEMPOTENCY_KEY_FORM =
  /^\x22([\x20\x21\x23-\x5b\x5d-\x7e]{1,255})\x22$|^([\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]{1,255})$/;

/**
 * draft-ietf-httpapi-idempotency-key-header-07 §2.1: the key of a request.
 * @param sent the values of the header, one per line that was sent
 * @returns undefined if none was sent
 * @throws BadRequestException if it is none
 */
export function readIdempotencyKey(sent: readonly string[]): string | undefined {
  const [value, ...others] = sent;
  if (value === undefined) return undefined;
  const [, quoted, bare] = IDEMPOTENCY_KEY_FORM.exec(value.trim()) ?? [];
  const key = quoted ?? bare;
  if (key === undefined || others.length > 0)
    throw new BadRequestException(
      'Idempotency-Key must be one text of 1 to 255 printable ASCII characters, such as a new UUID for each request',
    );
  return key;
}
