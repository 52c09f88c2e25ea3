import type { Violations } from '../platform/validation/violations.js';
import { CLIENT_TEMPLATES, fromTemplate } from './client-templates.js';

const violationsOf = (registration: unknown) => {
  try {
    return fromTemplate(registration);
  } catch (error) {
    return (error as Violations).violations;
  }
};

describe('client templates', () => {
  it('fill what a registration does not say, and nothing else', () => {
    const given = { redirect_uris: ['https://rp.example/cb'], scope: 'openid', require_pkce: null };
    expect(fromTemplate({ template: 'web', ...given })).toEqual({
      application_type: 'web',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
      ...given,
    });
  });

  it('leave alone what names none', () => {
    for (const registration of [{ client_name: 'A' }, [], 'web', null, undefined])
      expect(fromTemplate(registration)).toBe(registration);
    expect(fromTemplate({ template: null, client_name: 'A' })).toEqual({ client_name: 'A' });
  });

  it('are named exactly', () => {
    for (const template of ['WEB', '', 7, ['web'], 'constructor'])
      expect(violationsOf({ template })).toEqual([
        { pointer: '/template', detail: 'must be one of web, spa, native, m2m, mcp' },
      ]);
  });

  it('say what is missing', () => {
    for (const { id, required } of CLIENT_TEMPLATES.filter((template) => template.required.length > 0))
      expect(violationsOf({ template: id })).toEqual(
        required.map((name) => ({ pointer: `/${name}`, detail: `is required by the template ${id}` })),
      );
  });
});
