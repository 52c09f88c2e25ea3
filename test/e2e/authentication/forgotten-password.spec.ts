import { AUTHENTICATION_SETTINGS } from '../../../src/authentication/authentication-settings.js';
import { readConfig } from '../../../src/platform/config/read-config.js';
import { createTestApp, type TestApp } from '../../support/test-app.js';

const ADDRESS = 'https://help.example/password?from=sign-in&lang=en';

describe('the link "Forgot it?" of the sign-in page', () => {
  const servers: TestApp[] = [];
  const loginPage = async (forgotPasswordUrl?: string) => {
    const server = await createTestApp({ roomSettings: { authentication: { forgotPasswordUrl } } });
    servers.push(server);
    return (await fetch(`${server.config.issuer}/login`)).text();
  };
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

  it('leads to FORGOT_PASSWORD_URL, and is not there without it', async () => {
    const html = await loginPage(ADDRESS);
    expect(html).toContain(`<a id="forgot-password" href="${ADDRESS.replaceAll('&', '&amp;')}">Forgot it?</a>`);
    expect(await loginPage()).not.toContain('forgot-password');
  });

  it.each(['https://help.example/password', 'http://localhost:8080/help', 'http://127.0.0.1/help', ''])(
    'may lead to "%s"',
    (url) => {
      expect(read(url)).toEqual({ forgotPasswordUrl: url === '' ? undefined : url });
    },
  );

  it.each([
    'http://help.example/password',
    'javascript:alert(1)',
    'mailto:help@example.com',
    '/forgot-password',
    'help.example',
  ])('may not lead to %s, which stops the start', (url) => {
    expect(() => read(url)).toThrow(
      `FORGOT_PASSWORD_URL must be an https URL, or an http URL of a loopback host, not "${url}"`,
    );
  });
});

function read(url: string) {
  return readConfig({ FORGOT_PASSWORD_URL: url }, [AUTHENTICATION_SETTINGS]).roomSettings?.authentication;
}
