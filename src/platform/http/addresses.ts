import { isIP, isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = readonly [network: Address, bits: number];

/** RFC 4291 §2.5.4: what IPv6 hosts of the Internet have their addresses from. Everything else is something special. */
const GLOBAL_UNICAST: Range = ipaddr.parseCIDR('2000::/3');

/** RFC 4291 §2.5.5.1: IPv6 addresses that stand for IPv4 addresses, beside those that `ipaddr.js` names below. */
const IPV4_COMPATIBLE: Range = ipaddr.parseCIDR('::/96');
const IPV4_IN_IPV6 = ['ipv4Mapped', 'rfc6145'];

/**
 * Whether an IP address belongs to a host of the Internet: to none of the ranges in IANA's special-purpose registries
 * (RFC 6890). IPv6 addresses that stand for IPv4 addresses do not, nor does an address with a zone.
 */
export function isPublicAddress(address: string): boolean {
  const parsed = parse(address);
  if (parsed?.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || isWithin(parsed, GLOBAL_UNICAST);
}

/** Ranges in which no host has its address, and the link-local ones, at which clouds keep credentials. */
const NO_HOSTS = ['unspecified', 'broadcast', 'multicast', 'linkLocal'];

/** Whether an IP address, also as an IPv6 address that stands for an IPv4 address, can be no host's that an operator means. */
export function isNoHostAddress(address: string): boolean {
  return isIP(address) === 0 || NO_HOSTS.includes(ipaddr.process(withoutZone(address)).range());
}

/** Whether an IP address is this machine's own. */
export function isLoopbackAddress(address: string): boolean {
  return parse(address)?.range() === 'loopback';
}

/**
 * Whether an address is in one of the ranges. An IPv6 address that stands for an IPv4 address is in none.
 * @param ranges addresses and CIDR ranges
 */
export function isAmong(ranges: readonly string[]): (address: string) => boolean {
  const list = ranges.map(rangeOf);
  return (address) => {
    const parsed = parse(withoutZone(address));
    return parsed !== undefined && !standsForIpv4(parsed) && list.some((range) => isWithin(parsed, range));
  };
}

/** The network that is counted as one address: an IPv6 customer has a whole /64. */
export function networkOf(address: string): string {
  const parsed = parse(withoutZone(address));
  if (!(parsed instanceof ipaddr.IPv6)) return address;
  if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address().toString();
  const network = parsed.parts.slice(0, 4).map((part) => part.toString(16));
  return `${network.join(':')}::/64`;
}

/** Undefined for anything but an address in its usual form: for `127.1` too, and for an address with a zone. */
function parse(address: string): Address | undefined {
  return isIP(address) > 0 && !address.includes('%') ? ipaddr.parse(address) : undefined;
}

function withoutZone(address: string): string {
  return isIPv6(address) ? address.replace(/%.*$/, '') : address;
}

function rangeOf(range: string): Range {
  if (range.includes('/')) return ipaddr.parseCIDR(range);
  return [ipaddr.parse(range), isIPv4(range) ? 32 : 128];
}

function isWithin(address: Address, [network, bits]: Range): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

function standsForIpv4(address: Address): boolean {
  const range = address.range();
  return IPV4_IN_IPV6.includes(range) || (range !== 'loopback' && isWithin(address, IPV4_COMPATIBLE));
}
