import { Progress } from './progress.js';

describe('the progress of a long command', () => {
  it('is a line after each ten thousand if no one watches a terminal', () => {
    const said: string[] = [];
    const terminal = { isTTY: false, write: (text: string) => said.push(text) > 0 } as NodeJS.WriteStream;
    const progress = new Progress(terminal);
    for (const count of [500, 9_500, 10_000, 10_500, 20_500]) progress.show(count, count / 40_000);
    progress.end();
    expect(said).toEqual([
      expect.stringMatching(/^10000 users, 25 %, \d+\/s\n$/),
      expect.stringMatching(/^20500 users, 51 %, \d+\/s\n$/),
    ]);
  });
});
