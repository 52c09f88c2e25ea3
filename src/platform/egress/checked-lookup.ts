import { type LookupAddress, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { promisify } from 'node:util';

const resolve = promisify(lookup);

/** Finds every address of a host. */
export type ResolveHost = (host: string) => Promise<readonly LookupAddress[]>;

/** As the operating system finds them. */
export function resolveHost(host: string): Promise<readonly LookupAddress[]> {
  return resolve(host, { all: true });
}

/**
 * How a connection finds its address: the host is resolved once, each of its addresses is checked, and the connection goes
 * to one of these very addresses. So a name cannot point elsewhere in the meantime (DNS rebinding).
 * @param check throws if no connection may go to the address
 */
export function checkedLookup(find: ResolveHost, check: (address: string) => void): LookupFunction {
  return (host, { all }, done) => {
    find(host)
      .then((addresses) => {
        for (const { address } of addresses) check(address);
        if (all) return done(null, [...addresses]);
        const [first] = addresses;
        return done(null, first?.address ?? '', first?.family);
      })
      .catch((error: Error) => done(error, ''));
  };
}
