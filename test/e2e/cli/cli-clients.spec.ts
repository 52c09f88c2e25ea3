import { type CommandFolder, newCommandFolder } from '../../support/command-folder.js';

describe('clients by commands', () => {
  let { gatehouse: commands, remove } = {} as CommandFolder;

  beforeAll(async () => {
    ({ gatehouse: commands, remove } = await newCommandFolder());
  });
  afterAll(() => remove());

  const gatehouse = (line: string) => commands.run(...line.split(' '));
  const json = (line: string) => commands.json(...line.split(' '));

  it('registers a client and shows its secret once', async () => {
    const client = await json('clients create --id web --redirect-uri https://rp.example/cb https://rp.example/cb2');
    expect(client).toMatchObject({
      client_id: 'web',
      client_secret: expect.any(String),
      redirect_uris: ['https://rp.example/cb', 'https://rp.example/cb2'],
    });
    expect(await json('clients show web')).not.toHaveProperty('client_secret');
    const rotated = await json('clients rotate-secret web --overlap 0');
    expect(rotated.client_secret).not.toBe(client.client_secret);
    await expect(json('clients list')).resolves.toEqual([expect.objectContaining({ client_id: 'web' })]);
    await expect(gatehouse('clients create --id x --redirect-uri nonsense')).resolves.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^--redirect-uri nonsense must be /),
    });
    await expect(gatehouse('clients delete web --yes')).resolves.toMatchObject({ code: 0 });
    await expect(json('clients list')).resolves.toEqual([]);
  });

  it('changes a client, and leaves what is not named', async () => {
    await json('clients create --id app --redirect-uri https://rp.example/cb --scope openid');
    const changed = await json(
      'clients update app --name App --redirect-uri https://rp.example/a https://rp.example/b',
    );
    expect(changed).toMatchObject({
      client_name: 'App',
      redirect_uris: ['https://rp.example/a', 'https://rp.example/b'],
      scope: 'openid',
    });
    expect(changed).not.toHaveProperty('client_secret');
    await expect(gatehouse('clients update app')).resolves.toMatchObject({ code: 2 });
    await expect(gatehouse('clients update nobody --name X')).resolves.toMatchObject({
      code: 1,
      stderr: 'there is no client nobody\n',
    });
    await gatehouse('clients delete app --yes');
  });

  it('registers a client from a template', async () => {
    const templates = await json('clients templates');
    expect(templates.map(({ id }: { id: string }) => id)).toEqual(['web', 'spa', 'native', 'm2m', 'mcp']);
    expect((await gatehouse('clients templates')).stdout).toMatch(
      /^ID +NAME +REQUIRED +DESCRIPTION\nweb +Web app +redirect_uris +An/,
    );
    await expect(
      json('clients create --template spa --id spa --redirect-uri https://spa.example/cb --scope openid'),
    ).resolves.toMatchObject({ token_endpoint_auth_method: 'none', scope: 'openid' });
    await expect(gatehouse('clients create --template spa')).resolves.toMatchObject({
      code: 1,
      stderr: '--redirect-uri is required by the template spa\n',
    });
    await expect(gatehouse('clients create --template other')).resolves.toMatchObject({ code: 2 });
    await gatehouse('clients delete spa --yes');
  });
});
