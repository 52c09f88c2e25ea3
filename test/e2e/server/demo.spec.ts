import { createServer } from 'node:net';
import { freePort, isFree } from '../../support/free-port.js';
import { newFolder, run } from '../../support/program.js';

/** The first of three ports that are free. */
async function threePorts(): Promise<number> {
  for (;;) {
    const first = await freePort();
    const others = await Promise.all([first + 1, first + 2].map((port) => isFree(port)));
    if (others.every(Boolean)) return first;
  }
}

describe('the demo', () => {
  it('walks through on the three ports from PORT on', async () => {
    const port = await threePorts();
    const { code, stdout } = await run('examples/demo.js', ['--headless'], { PORT: String(port), CWD: newFolder() });
    expect([code, stdout]).toEqual([0, expect.stringContaining(`http://localhost:${port}`)]);
  });

  it.each([
    [0, 'the server'],
    [1, 'the example web app'],
    [2, 'the example API'],
  ])('says how to move if the port %i after PORT is taken', async (offset, whose) => {
    const port = await threePorts();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port + offset, '127.0.0.1', resolve));
    const { code, stderr } = await run('examples/demo.js', [], { PORT: String(port) });
    other.close();
    expect([code, stderr]).toEqual([1, expect.stringContaining(`port ${port + offset}, for ${whose}, is taken`)]);
    expect(stderr).toContain('PORT=4000 npm run demo');
  });

  it('says what PORT may be', async () => {
    const { code, stderr } = await run('examples/demo.js', [], { PORT: 'many' });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^The demo could not start: PORT must be a number/)]);
  });
});
