import { BlockList, isIP, isIPv6 } from 'node:net';

const loopback = listOf('127.0.0.0/8', '::1/128');

/** RFC 4291 §2.5.4: what IPv6 hosts of the Internet have their addresses from. Everything else is something special. */
const globalUnicast = listOf('2000::/3');

/** Addresses that are no host of the Internet: IANA's special-purpose registries (RFC 6890), and what stands for IPv4. */
const special = listOf(
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier-grade NAT
  '127.0.0.0/8', // loopback
  '169.254.0.0/16', // link-local, and the metadata services of clouds
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
  '2001::/23', // protocol assignments, Teredo
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4
  '3fff::/20', // documentation
);

/** Whether an IP address belongs to a host of the Internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !special.check(address, 'ipv4');
  // An IPv4-mapped or NAT64 address is no global unicast address, whatever is in it.
  return family === 6 && globalUnicast.check(address, 'ipv6') && !special.check(address, 'ipv6');
}

/** Whether an IP address is this machine's own. */
export function isLoopbackAddress(address: string): boolean {
  // Not `::ffff:127.0.0.1`, which a BlockList takes for the IPv4 address in it.
  return isIP(address) === 4 ? loopback.check(address, 'ipv4') : address === '::1';
}

/** @param ranges addresses and CIDR ranges */
export function isAmong(ranges: readonly string[]): (address: string) => boolean {
  const list = listOf(...ranges);
  return (address) => {
    // As above: a BlockList would take an IPv4-mapped address for the IPv4 address in it.
    if (isIP(address) === 4) return list.check(address, 'ipv4');
    return isIP(address) === 6 && !/^::ffff:/i.test(address) && list.check(address, 'ipv6');
  };
}

/** The network that is counted as one address: an IPv6 customer has a whole /64. */
export function networkOf(address: string): string {
  const plain = address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : 8 - groups.length - rest.length;
  const all = [...groups, ...Array<string>(zeros).fill('0'), ...rest];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

function listOf(...ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network, bits] = range.split('/') as [string, string | undefined];
    const family = network.includes(':') ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(bits), family);
  }
  return list;
}
