import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { ALICE } from '../person.js';
import type { Place, Program } from '../program.js';
import { ROOT } from '../running.js';
import { guards, signsIn } from '../walks.js';

const FILES = join(ROOT, 'interop/debian');

/** Writes the configuration of this name with what is different at each run put in for `@NAME@`. @returns its path */
function configure(name: string, place: Place): string {
  const { issuer, origin, port, clientId, clientSecret, ca, scratch } = place;
  const introspection = new URL(`${issuer}/oauth2/introspect`);
  Object.assign(introspection, { username: clientId, password: clientSecret });
  const host = introspection.host;
  const values = { issuer, host, origin, port, clientId, clientSecret, ca, scratch, introspection, files: FILES };
  const text = readFileSync(join(FILES, name), 'utf8');
  const path = join(scratch, name);
  writeFileSync(
    path,
    text.replaceAll(/@(\w+)@/g, (_all, key: keyof typeof values) => String(values[key])),
  );
  return path;
}

/** Sends the access token by OAUTHBEARER (RFC 7628) over IMAP. @returns the answer */
function signInByImap({ port }: Place, token: string): Promise<string> {
  const response = Buffer.from(`n,a=${ALICE.username},\x01auth=Bearer ${token}\x01\x01`).toString('base64');
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: 'localhost' });
    let heard = '';
    socket.setTimeout(20_000, () => socket.destroy(new Error(`no answer after ${heard}`)));
    socket.once('error', reject);
    socket.on('data', (chunk) => {
      if (heard === '') socket.write(`a AUTHENTICATE OAUTHBEARER ${response}\r\n`);
      heard += chunk.toString();
      if (/^\+ /m.test(heard) && !/^a /m.test(heard)) socket.write('AQ==\r\n');
      const answer = /^a .*$/m.exec(heard)?.[0];
      if (!answer) return;
      socket.destroy();
      resolve(answer);
    });
  });
}

/** Programs of Debian; each is a configuration in `interop/debian`. */
export const DEBIAN: readonly Program[] = [
  {
    name: 'debian/mod_auth_openidc',
    title: 'mod_auth_openidc of Apache',
    versionOf: 'libapache2-mod-auth-openidc',
    client: { redirect_uris: ['/protected/redirect_uri'] },
    command: (place) => ['/usr/sbin/apache2', '-X', '-f', configure('mod_auth_openidc.conf', place)],
    walk: signsIn({ start: '/protected/' }),
  },
  {
    name: 'debian/nginx',
    title: 'nginx, `auth_request` to userinfo',
    versionOf: 'nginx',
    client: {},
    command: (place) => ['/usr/sbin/nginx', '-c', configure('nginx.conf', place), '-e', 'stderr'],
    walk: async (place) => {
      const token = await place.person.ownAccessToken(place);
      await guards()({ ...place, accessToken: async () => token });
    },
  },
  {
    name: 'debian/dovecot',
    title: 'Dovecot, OAUTHBEARER by introspection',
    versionOf: 'dovecot-imapd',
    client: {},
    command: (place) => {
      configure('dovecot-oauth2.conf', place);
      return ['/usr/sbin/dovecot', '-F', '-c', configure('dovecot.conf', place)];
    },
    walk: async (place) => {
      const token = await place.person.ownAccessToken(place);
      const good = await signInByImap(place, token);
      if (!good.startsWith('a OK')) throw new Error(`a good access token is answered ${good}`);
      const forged = await signInByImap(
        place,
        token.replace(/.{20}$/, (end) => [...end].reverse().join('')),
      );
      if (!forged.startsWith('a NO')) throw new Error(`a forged access token is answered ${forged}`);
    },
  },
];
