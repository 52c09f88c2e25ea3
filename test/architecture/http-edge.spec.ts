import ts from 'typescript';
import { sourceFiles } from '../support/source-files.js';

/** What one class may be given. */
const MOST_PARAMETERS = 7;

const files = sourceFiles('src').filter(({ path }) => !/\.spec(-support)?\.tsx?$/.test(path));

/** The constructors of a file: the class, and how many parameters each has. */
function constructors({ path, text }: (typeof files)[number]): readonly (readonly [string, number])[] {
  const found: (readonly [string, number])[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isConstructorDeclaration(node) && ts.isClassLike(node.parent))
      found.push([`${path} ${node.parent.name?.text}`, node.parameters.length]);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return found;
}

describe('the edge of HTTP', () => {
  it('is outside of services and repositories: none knows Fastify', () => {
    const inner = files.filter(({ path }) => /\.(service|repository|entity)\.tsx?$/.test(path));
    expect(inner.length).toBeGreaterThan(50);
    expect(
      inner
        .filter(({ text }) => /from '(@nestjs\/platform-)?fastify|from '@fastify\//.test(text))
        .map(({ path }) => path),
    ).toEqual([]);
  });

  it('is outside of what signing in is made of', () => {
    const values = ['csrf.ts', 'sessions/devices.ts', 'sessions/browser-state.ts', 'sessions/session-cookies.ts'];
    const inner = files.filter(({ path }) => values.some((each) => path === `src/authentication/${each}`));
    expect(inner).toHaveLength(values.length);
    expect(inner.filter(({ text }) => text.includes('fastify')).map(({ path }) => path)).toEqual([]);
  });
});

describe('a class', () => {
  it(`is given at most ${MOST_PARAMETERS} things`, () => {
    const all = files.flatMap(constructors);
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter(([, parameters]) => parameters > MOST_PARAMETERS).map(([name]) => name)).toEqual([]);
  });
});
