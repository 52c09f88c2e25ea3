import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files of an authority made for this run, and of the server's certificate that it signed. */
export interface Certificates {
  readonly ca: string;
  readonly key: string;
  readonly certificate: string;
  /** The authority as Java wants it; undefined without Java. */
  readonly trustStore?: string;
}

const EC_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];

/** Makes an authority and a certificate for `localhost`, by openssl and, if it is there, Java's keytool. */
export function makeCertificates(folder: string): Certificates {
  const file = (name: string) => join(folder, name);
  const [ca, caKey, key, request, certificate] = [
    file('ca.pem'),
    file('ca-key.pem'),
    file('key.pem'),
    file('request.pem'),
    file('certificate.pem'),
  ];
  writeFileSync(file('names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  openssl(['req', '-x509', ...EC_KEY, '-subj', '/CN=Interop', '-keyout', caKey, '-out', ca]);
  openssl(['req', '-new', ...EC_KEY.slice(0, -2), '-subj', '/CN=localhost', '-keyout', key, '-out', request]);
  const signing = ['-CA', ca, '-CAkey', caKey, '-CAcreateserial', '-days', '2', '-extfile', file('names')];
  openssl(['x509', '-req', '-in', request, ...signing, '-out', certificate]);
  const trustStore = file('trust.p12');
  try {
    const store = ['-keystore', trustStore, '-storepass', 'changeit', '-storetype', 'PKCS12'];
    execFileSync('keytool', ['-importcert', '-noprompt', '-alias', 'ca', '-file', ca, ...store], { stdio: 'ignore' });
  } catch {
    // There is no Java, and so nothing that would need it.
  }
  return { ca, key, certificate, ...(existsSync(trustStore) ? { trustStore } : {}) };
}

function openssl(values: readonly string[]): void {
  execFileSync('openssl', values, { stdio: 'ignore' });
}
