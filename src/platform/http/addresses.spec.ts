import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { isAmong, isLoopbackAddress, isPublicAddress, networkOf } from './addresses.js';

/** IANA's special-purpose registries (RFC 6890), as Node knows ranges: what `ipaddr.js` knows is compared with it. */
const SPECIAL = [
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24',
  '192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4',
  '::/3 2001::/23 2001:db8::/32 2002::/16 3fff::/20 4000::/2 8000::/1',
].flatMap((line) => line.split(' '));

// One for each family: a list takes an IPv4 address for the IPv6 address that stands for it.
const special = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [network = '', bits] of SPECIAL.map((range) => range.split('/'))) {
  const family = network.includes(':') ? 'ipv6' : 'ipv4';
  special[family].addSubnet(network, Number(bits), family);
}

const octet = fc.oneof(
  fc.constantFrom(0, 10, 31, 32, 63, 64, 88, 99, 100, 127, 128, 168, 169, 172, 192, 198, 203, 224, 254, 255),
  fc.nat(255),
);
const ipv4 = fc.array(octet, { minLength: 4, maxLength: 4 }).map((octets) => octets.join('.'));
const group = fc.oneof(
  fc.constantFrom(
    0,
    1,
    0x64,
    0x112,
    0x1ff,
    0x200,
    0xdb8,
    0x2000,
    0x2001,
    0x2002,
    0x2620,
    0x3fff,
    0x4000,
    0xff9b,
    0xffff,
  ),
  fc.nat(0xffff),
);
const ipv6 = fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => {
  return groups.map((each) => each.toString(16)).join(':');
});
const inIpv6 = fc
  .tuple(fc.constantFrom('::', '::ffff:', '::ffff:0:', '64:ff9b::', '64:ff9b:1::', '2002:', 'fe80::'), ipv4)
  .map(([prefix, address]) => prefix + (prefix === '2002:' ? `${hex(address)}::1` : address));
const anyAddress = fc.oneof(ipv4, ipv6, inIpv6, fc.ipV6());

/** An IPv4 address as two groups of an IPv6 address. */
function hex(address: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  return [a * 256 + b, c * 256 + d].map((each) => each.toString(16)).join(':');
}

describe('addresses', () => {
  it.each(['8.8.8.8', '1.1.1.1', '172.15.0.1', '172.32.0.1', '100.63.255.255', '100.128.0.1', '2606:4700::1111'])(
    'takes %s for a host of the Internet',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    ['this network', '0.0.0.0'],
    ['private', '10.1.2.3'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['loopback', '127.0.0.1'],
    ['loopback', '127.255.255.254'],
    ['loopback', '::1'],
    ['link-local, where clouds keep metadata', '169.254.169.254'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['protocol assignments', '192.0.0.8'],
    ['documentation', '192.0.2.1'],
    ['documentation', '198.51.100.1'],
    ['documentation', '203.0.113.1'],
    ['documentation', '2001:db8::1'],
    ['documentation', '3fff::1'],
    ['benchmarks', '198.19.0.1'],
    ['multicast', '224.0.0.1'],
    ['multicast', 'ff02::1'],
    ['broadcast', '255.255.255.255'],
    ['unspecified', '::'],
    ['unique local', 'fd00::1'],
    ['unique local', 'fc00::1'],
    ['unique local in capitals', 'FDFF:FFFF::1'],
    ['site-local', 'fec0::1'],
    ['IPv4-mapped', '::ffff:127.0.0.1'],
    ['IPv4-mapped, although public', '::ffff:8.8.8.8'],
    ['IPv4-mapped in hexadecimal', '::ffff:7f00:1'],
    ['IPv4-compatible', '::7f00:1'],
    ['IPv4-mapped without abbreviation', '0:0:0:0:0:ffff:a9fe:a9fe'],
    ['IPv4-translated', '::ffff:0:7f00:1'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['NAT64 with dots', '64:ff9b::169.254.169.254'],
    ['NAT64 to a public host', '64:ff9b::8.8.8.8'],
    ['local NAT64', '64:ff9b:1::a00:1'],
    ['6to4', '2002:7f00:1::1'],
    ['6to4 of a public host', '2002:808:808::1'],
    ['Teredo', '2001:0:7f00:1::1'],
    ['discard-only', '100::1'],
    ['global with a zone', '2606:4700::1111%eth0'],
    ['unassigned', '4000::1'],
    ['shortened', '8.8'],
    ['octal', '010.8.8.8'],
    ['hexadecimal', '0x8.8.8.8'],
    ['decimal', '134744072'],
    ['bracketed', '[2606:4700::1111]'],
    ['empty', ''],
    ['no address', 'example.com'],
  ])('takes no %s address for a host of the Internet: %s', (_, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it('takes none of a special-purpose registry for a host of the Internet, and no text that is no address', () => {
    fc.assert(
      fc.property(anyAddress, (address) => {
        const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
        return !special[family].check(address, family) || !isPublicAddress(address);
      }),
      { numRuns: 2_000 },
    );
    fc.assert(fc.property(fc.string(), (text) => isIP(text) > 0 || !isPublicAddress(text)));
  });

  it('knows the addresses of this machine', () => {
    for (const address of ['127.0.0.1', '127.1.2.3', '::1']) expect(isLoopbackAddress(address)).toBe(true);
    for (const address of ['::ffff:127.0.0.1', '128.0.0.1', '10.0.0.1', '::', '0.0.0.0', 'localhost'])
      expect(isLoopbackAddress(address)).toBe(false);
  });
});

describe('ranges', () => {
  const isOwn = isAmong(['10.0.0.0/8', '192.168.1.1', 'fd00::/8', 'fe80::/10', '::/0', '64:ff9b::/96']);

  it.each(['10.255.0.1', '192.168.1.1', 'fd12::1', 'fe80::1%eth0', '::1', '64:ff9b::a00:1'])(
    'contain %s',
    (address) => {
      expect(isOwn(address)).toBe(true);
    },
  );

  it.each([
    '11.0.0.1',
    '192.168.1.2',
    '::ffff:10.0.0.1',
    '::ffff:a00:1',
    '0:0:0:0:0:ffff:a00:1',
    '::ffff:0:10.0.0.1',
    '::a00:1',
    '::',
    '10.1',
    '10.0.0.1%eth0',
    'example.com',
    '',
  ])('do not contain %j', (address) => {
    expect(isOwn(address)).toBe(false);
  });

  it('contain no IPv6 address because of an IPv4 range', () => {
    const isIpv4 = isAmong(['0.0.0.0/0']);
    fc.assert(fc.property(anyAddress, (address) => isIpv4(address) === (isIP(address) === 4)));
  });
});

describe('networks', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::ffff:c000:207', '192.0.2.7'],
    ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
    ['2001:db8:1:2:3:4:192.0.2.7', '2001:db8:1:2::/64'],
    ['2001:db8:1::192.0.2.7', '2001:db8:1:0::/64'],
    ['2001:db8:0:7:1:2:3:4', '2001:db8:0:7::/64'],
    ['2001:0DB8:0000:0007::1', '2001:db8:0:7::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('counts %s as %s', (address, network) => expect(networkOf(address)).toBe(network));

  it('are the same for every spelling of an address', () => {
    fc.assert(
      fc.property(ipv6, (address) => {
        const spelled = new URL(`http://[${address}]`).hostname.slice(1, -1);
        return networkOf(spelled) === networkOf(address.toUpperCase());
      }),
    );
  });
});
