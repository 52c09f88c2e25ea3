import { KeyObject } from 'node:crypto';
import { CompactSign, type CryptoKey } from 'jose';
import jws from 'jws';
import type { Claims } from '../resource-server/verify-jwt.js';

const encoder = new TextEncoder();

/**
 * RFC 7519 §7.1. Signs the claims as they are. An elliptic curve takes less time than handing the work to another
 * thread and back, which is how WebCrypto, and so jose, does it; RSA takes many times as long and is better off there.
 */
export async function signJwt(
  claims: Claims,
  header: { typ: string; alg: string; kid: string },
  key: CryptoKey,
): Promise<string> {
  const payload = JSON.stringify(claims);
  if (isEs256(header)) return jws.sign({ header, payload, privateKey: KeyObject.from(key) });
  return new CompactSign(encoder.encode(payload)).setProtectedHeader(header).sign(key);
}

function isEs256<Header extends { alg: string }>(header: Header): header is Header & { alg: 'ES256' } {
  return header.alg === 'ES256';
}
