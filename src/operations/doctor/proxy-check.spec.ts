import { proxyFinding } from './proxy-check.js';

const BEHIND = { issuer: 'https://login.example', trustProxy: ['10.0.0.7'] };
const FORWARDED = {
  address: '192.0.2.1',
  protocol: 'https',
  connection_from: '10.0.0.7',
  forwarding_headers: ['x-forwarded-for', 'x-forwarded-proto'],
};
const DIRECT = { address: '192.0.2.1', protocol: 'http', connection_from: '192.0.2.1', forwarding_headers: [] };

describe('how a request arrives', () => {
  it('is as it should be if the proxy is believed, and if there is none', () => {
    expect(proxyFinding(BEHIND, FORWARDED).result).toBe('ok');
    // A command that is run where the proxy is comes from its address.
    expect(proxyFinding(BEHIND, { ...FORWARDED, address: '10.0.0.7' }).result).toBe('ok');
    expect(proxyFinding({ ...BEHIND, trustProxy: ['10.0.0.0/8'] }, FORWARDED).result).toBe('ok');
    expect(proxyFinding({ issuer: 'http://localhost:3000', trustProxy: [] }, DIRECT).result).toBe('ok');
  });

  it.each([
    ['a proxy that no one believes', { ...BEHIND, trustProxy: [] }, FORWARDED, 'set TRUST_PROXY=10.0.0.7'],
    ['another proxy', { ...BEHIND, trustProxy: ['10.0.0.8'] }, { ...FORWARDED, address: '10.0.0.7' }, 'only 10.0.0.8'],
    ['a proxy that says nothing', BEHIND, DIRECT, 'no X-Forwarded-For'],
    ['a proxy that does not say https', BEHIND, { ...FORWARDED, protocol: 'http' }, 'X-Forwarded-Proto'],
    ['TLS that ends somewhere', { ...BEHIND, trustProxy: [] }, DIRECT, 'seen as http'],
  ])('is a warning with %s', (_, config, arrival, advice) => {
    expect(proxyFinding(config, arrival)).toEqual({
      check: 'proxy',
      result: 'warn',
      detail: expect.stringContaining(advice),
    });
  });
});
