import { type Screen, tableLines } from './table.js';

const PIPE = { isTTY: false } as Screen;
const terminal = (columns: number, colours = false) =>
  ({ isTTY: true, columns, hasColors: () => colours }) as unknown as Screen;
const ROWS = [
  { id: 'a', result: 'OK', detail: 'all is well with this and with that and with whatever else there is' },
  { id: 'b', result: 'FAIL', detail: 'short' },
];
const NAMES = ['id', 'result', 'detail'];

describe('a table', () => {
  it('has a line per row and no colours for a program', () => {
    const lines = tableLines(NAMES, ROWS, PIPE);
    expect(lines).toEqual(['ID  RESULT  DETAIL', `a   OK      ${ROWS[0]?.detail}`, 'b   FAIL    short']);
  });

  it('fits a terminal: long cells wrap at spaces', () => {
    const lines = tableLines(NAMES, ROWS, terminal(40));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
    expect(lines).toHaveLength(5);
    expect(lines[2]).toMatch(/^ {12}\w/);
  });

  it('of users stays a table on a terminal of 80 columns', () => {
    const [username, email, roles] = ['u'.repeat(14), 'e'.repeat(25), 'r'.repeat(25)];
    const row = { username, email, roles, disabled: 'false', last_sign_in: '2026-11-29T21:14Z' };
    const lines = tableLines(Object.keys(row), [row], terminal(80));
    expect(lines[0]).toMatch(/^USERNAME +EMAIL +ROLES +DISABLED +LAST_SIGN_IN$/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines[1]).toContain('2026-11-29T21:14Z');
  });

  it('is a block per row if a terminal is too narrow for it', () => {
    const lines = tableLines(NAMES, ROWS, terminal(20));
    expect(lines).toEqual([
      'id      a',
      'result  OK',
      `detail  ${ROWS[0]?.detail}`,
      '',
      'id      b',
      'result  FAIL',
      'detail  short',
    ]);
  });

  it('has colours only on a terminal that shows them', () => {
    expect(tableLines(NAMES, ROWS, terminal(200, true)).join('\n')).toContain('\u001b[31mFAIL');
    expect(tableLines(NAMES, ROWS, terminal(200)).join('\n')).not.toContain('\u001b');
  });
});
