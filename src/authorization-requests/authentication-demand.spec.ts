import type { Client } from '../clients/client.js';
import { Parameters } from '../oauth/parameters.js';
import { demandOf, neededLevel, reachesMinimum, reportedAcr } from './authentication-demand.js';

const TWO = 'urn:gatehouse:acr:2fa';

const client = (metadata: Readonly<Record<string, unknown>> = {}) => ({ metadata }) as unknown as Client;
const demand = (parameters: Readonly<Record<string, string>>, metadata?: Readonly<Record<string, unknown>>) =>
  demandOf(Parameters.from(parameters), client(metadata));
const acr = (request: unknown) => ({ claims: JSON.stringify({ id_token: { acr: request } }) });

describe('how strongly a request wants people to be authenticated', () => {
  it('is not said if neither it nor its client says anything', () => {
    expect(demand({})).toEqual({ essential: undefined, minimum: '1', wished: [] });
    expect(demand(acr({ essential: true }))).toEqual({ essential: undefined, minimum: '1', wished: [] });
    expect(neededLevel(demand({}))).toBe('1');
  });

  it('is a demand by an essential acr, and a wish by any other and by acr_values (OIDC Core §5.5.1.1)', () => {
    const essential = demand(acr({ essential: true, values: ['phr', 'gold', TWO] }));
    expect(essential).toEqual({ essential: ['phr', 'gold', TWO], minimum: '1', wished: [] });
    expect(neededLevel(essential)).toBe(TWO);
    expect(demand({ ...acr({ value: 'phr' }), acr_values: `gold ${TWO}` }).wished).toEqual(['phr', TWO]);
    expect(neededLevel(demand({ acr_values: 'phr' }))).toBe('1');
  });

  it('is a wish by default_acr_values only if the request says nothing (OIDC Registration §2)', () => {
    const usual = { default_acr_values: ['gold', 'phr', TWO] };
    expect(demand({}, usual).wished).toEqual(['phr', TWO]);
    expect(demand({ acr_values: '1' }, usual).wished).toEqual(['1']);
    expect(demand(acr({ essential: true, value: '1' }), usual).wished).toEqual([]);
  });

  it('is never less than the minimum of the client', () => {
    const least = { minimum_acr: TWO };
    expect(neededLevel(demand({}, least))).toBe(TWO);
    expect(neededLevel(demand(acr({ essential: true, value: '1' }), least))).toBe(TWO);
    expect(neededLevel(demand(acr({ essential: true, value: 'phrh' }), least))).toBe('phrh');
    expect([reachesMinimum(['pwd'], client(least)), reachesMinimum(['pwd', 'otp'], client(least))]).toEqual([
      false,
      true,
    ]);
    expect(reachesMinimum(['pwd'], client())).toBe(true);
  });

  it('can be reached by no one if an essential acr is unknown here', () => {
    expect(neededLevel(demand(acr({ essential: true, value: 'gold' })))).toBeUndefined();
  });

  it('is answered by what was reached, or by one of the essential values', () => {
    expect(reportedAcr('phr', { essential: undefined })).toBe('phr');
    expect(reportedAcr('phr', { essential: [TWO, 'phr'] })).toBe('phr');
    expect(reportedAcr('phrh', { essential: ['1', TWO] })).toBe(TWO);
    expect(reportedAcr('1', { essential: ['gold', '1'] })).toBe('1');
  });
});
