import { execFileSync } from 'node:child_process';
import { CommandLine } from '../../support/command-line.js';

describe('gatehouse completion', () => {
  const gatehouse = new CommandLine({});

  /** What bash offers after these words; the last is being typed. */
  function offered(script: string, ...words: readonly string[]): readonly string[] {
    const line = ['gatehouse', ...words].map((word) => `'${word}'`).join(' ');
    const asked = `COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _gatehouse; printf '%s\n' "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', `${script}\n${asked}`])
      .toString()
      .trim()
      .split('\n');
  }

  it('offers to bash the commands, options and choices of the place', async () => {
    const { code, stdout } = await gatehouse.run('completion', 'bash');
    expect(code).toBe(0);
    expect(offered(stdout, 'us')).toEqual(['users']);
    expect(offered(stdout, 'users', 'roles', '')).toEqual(['add', 'remove', '--help']);
    expect(offered(stdout, 'users', 'list', '--l')).toEqual(['--limit']);
    expect(offered(stdout, 'users', 'show', 'alice', '--j')).toEqual(['--json']);
    expect(offered(stdout, 'keys', 'rotate', '--alg', 'ES')).toEqual(['ES256']);
  });

  it('makes a script for zsh and fish too, and for no other shell', async () => {
    const zsh = await gatehouse.run('completion', 'zsh');
    expect(zsh.stdout).toContain('bashcompinit');
    const fish = await gatehouse.run('completion', 'fish');
    expect(fish.stdout).toContain(`complete -c gatehouse -n '__gatehouse_at "users"' -f -a list`);
    await expect(gatehouse.run('completion', 'tcsh')).resolves.toMatchObject({ code: 2 });
  });
});
