import { AUTHENTICATION_SETTINGS } from '../../../src/authentication/authentication-settings.js';
import type { Config } from '../../../src/platform/config/config.js';
import { readConfig } from '../../../src/platform/config/read-config.js';
import { mailBy } from '../../support/mail-server.js';
import { createTestApp, type TestApp } from '../../support/test-app.js';

const ADDRESS = 'https://help.example/password?from=sign-in&lang=en';

describe('the link "Forgot it?" of the sign-in page', () => {
  const servers: TestApp[] = [];
  const start = async (forgotPasswordUrl: string | undefined, more: Partial<Config> = {}) => {
    const roomSettings = { authentication: { forgotPasswordUrl }, ...more.roomSettings };
    const server = await createTestApp({ ...more, roomSettings });
    servers.push(server);
    return server.config.issuer;
  };
  const page = async (address: string) => (await fetch(address)).text();
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

  it('leads to FORGOT_PASSWORD_URL while there is no mail server', async () => {
    const html = await page(`${await start(ADDRESS)}/login`);
    expect(html).toContain(`<a id="forgot-password" href="${ADDRESS.replaceAll('&', '&amp;')}">Forgot it?</a>`);
  });

  it('leads to a page of this server if there is a mail server, or nothing else', async () => {
    const own = '<a id="forgot-password" href="/forgot-password">Forgot it?</a>';
    expect(await page(`${await start(ADDRESS, { roomSettings: mailBy({ port: 9 }) })}/login`)).toContain(own);
    const issuer = await start(undefined);
    expect(await page(`${issuer}/login`)).toContain(own);
    expect(await page(`${issuer}/forgot-password`)).toContain('name="username"');
  });

  it('leads to a page that says whom to ask, and lists other ways, where no mail is sent', async () => {
    const issuer = await start(undefined, { production: true });
    const html = await page(`${issuer}/forgot-password`);
    expect(html).toContain('Ask your administrator');
    expect(html).not.toContain('name="username"');
  });

  it.each(['https://help.example/password', 'http://localhost:8080/help', 'http://127.0.0.1/help', ''])(
    'may lead to "%s"',
    (url) => {
      expect(read(url)).toEqual({ forgotPasswordUrl: url === '' ? undefined : url, signInNotices: true });
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
