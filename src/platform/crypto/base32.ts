/** Bytes as base32 text (RFC 4648 §6) without padding, which people can type. The library is loaded when it is first needed. */
export async function base32(bytes: Buffer): Promise<string> {
  const { Secret } = await import('otpauth');
  return new Secret({ buffer: new Uint8Array(bytes).buffer }).base32;
}
