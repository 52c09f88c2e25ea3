import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { Browser } from '../../support/browser.js';
import { freePort } from '../../support/free-port.js';
import { newFolder, Program } from '../../support/program.js';
import {
  authorize,
  authorizeUrl,
  PASSWORD,
  post,
  REDIRECT_URI,
  redeem,
  refresh,
  type World,
} from '../../support/world.js';

const CLIENT_SECRET = 'the-client-secret-of-the-log-test-0123456789';
const ENCRYPTION_SECRET = 'the-encryption-secret-of-the-log-test-0123456789';

describe('the log', () => {
  it('has a request id on what is about a request, and no secret of a whole flow, even at its loudest', async () => {
    const folder = newFolder();
    const BOOTSTRAP_FILE = join(folder, 'bootstrap.json');
    const scope = 'openid offline_access';
    const client = { client_id: 'app1', client_secret: CLIENT_SECRET, redirect_uris: [REDIRECT_URI], scope };
    writeFileSync(
      BOOTSTRAP_FILE,
      JSON.stringify({ clients: [client], users: [{ username: 'alice', password: PASSWORD }] }),
    );
    const PORT = String(await freePort());
    const issuer = `http://localhost:${PORT}`;
    const settings = { PORT, ENCRYPTION_SECRET, BOOTSTRAP_FILE, DATABASE_URL: `sqlite:${folder}/db.sqlite` };
    const server = new Program('main.js', [], { ...settings, LOG_LEVEL: 'trace', LOG_FORMAT: 'json' });
    await server.says(/^listening on /m);

    const world = { issuer, app1: { id: 'app1', secret: CLIENT_SECRET } } as World;
    const browser = new Browser(issuer);
    await browser.get('/login');
    await browser.submitFirstForm({ username: 'alice', password: 'a wrong password' });
    const nonce = 'the-nonce-of-the-log-test';
    const code = (await authorize(world, { scope, nonce }, browser)).get('code') ?? '';
    const tokens = (await redeem(world, code)).body;
    const renewed = (await refresh(world, tokens.refresh_token)).body;
    await browser.get(
      authorizeUrl(world, { scope, nonce: undefined, code_challenge: undefined, code_challenge_method: undefined }),
    );
    await redeem(world, code);
    await refresh(world, `${renewed.refresh_token}x`);
    await post(
      world,
      '/oauth2/token',
      { grant_type: 'refresh_token' },
      { id: 'app1', secret: `${CLIENT_SECRET}-wrong` },
    );
    await post(
      world,
      '/oauth2/token',
      { grant_type: 'refresh_token' },
      { id: 'x'.repeat(1000), secret: CLIENT_SECRET },
    );
    const headers = { authorization: `Bearer ${tokens.id_token}` };
    expect((await fetch(`${issuer}/oauth2/userinfo`, { headers })).status).toBe(401);
    server.signal('SIGTERM');
    const { stdout } = await server.ended;

    const cookies = ['gatehouse_session', 'gatehouse_browser', 'gatehouse_device'].map((name) => browser.cookie(name));
    const issued = [code, tokens.access_token, tokens.refresh_token, tokens.id_token, renewed.refresh_token];
    const { sub, sid } = decodeJwt<{ sid: string }>(tokens.id_token);
    const claims = [nonce, sub, sid];
    const typed = [PASSWORD, 'a wrong password', CLIENT_SECRET, ENCRYPTION_SECRET];
    for (const secret of [...typed, ...cookies, ...issued, ...claims]) {
      expect(secret).toEqual(expect.any(String));
      expect(stdout).not.toContain(secret);
    }
    const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
    expect(stdout).toContain('x'.repeat(255));
    expect(stdout).not.toContain('x'.repeat(256));
    const said = lines.map((line) => JSON.parse(line));
    expect(said.find(({ msg }) => msg === 'authorization refused')?.description).toMatch(
      /turn on PKCE.*or send.*nonce/,
    );
    const refused = said.filter(({ msg }) => msg === 'request refused');
    expect(refused.length).toBeGreaterThanOrEqual(3);
    for (const { reqId } of refused) expect(reqId).toMatch(/^[0-9a-f-]{36}$/);
    const answered = said.filter(({ msg }) => msg === 'request answered');
    expect(answered.length).toBeGreaterThanOrEqual(10);
    for (const line of answered)
      expect(line).toEqual({
        level: 'debug',
        time: expect.any(String),
        reqId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        method: expect.stringMatching(/^(GET|POST)$/),
        route: expect.stringMatching(/^\/[\w/-]+$/),
        status: expect.any(Number),
        ms: expect.any(Number),
        address: expect.stringMatching(/^(::1|127\.0\.0\.1|::ffff:127\.0\.0\.1)$/),
        msg: 'request answered',
      });
    expect(refused.at(-1).err).toEqual({
      type: 'JWTClaimValidationFailed',
      message: expect.any(String),
      stack: expect.stringContaining('verifyAccessToken'),
      code: 'ERR_JWT_CLAIM_VALIDATION_FAILED',
    });
  });
});
