import ts from 'typescript';
import { isTextKey } from '../../src/platform/texts/catalogue.js';
import { sourceFiles } from '../support/source-files.js';

/** What a page may say without the catalogue: names of programs and files, signs, and nothing that is a word of a language. */
const NO_WORDS = /^[^\p{L}]*$|^(HTML$|npx gatehouse|\/\.well-known\/|https?:)/u;

/** Attributes that people read or hear. */
const SPOKEN = ['aria-label', 'title', 'alt', 'placeholder', 'label', 'heading', 'lead'];

/** Every text of a page that is written into the code. */
function literalsOf({ path, text: code }: { readonly path: string; readonly text: string }): readonly string[] {
  const source = ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const say = (text: string) => {
    if (!NO_WORDS.test(text.trim()) && !isTextKey(text)) found.push(`${path}: ${text.trim()}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) say(node.text);
    if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent))
      for (const text of shownBy(node.expression)) say(text);
    if (ts.isJsxAttribute(node) && SPOKEN.includes(node.name.getText()) && node.initializer)
      for (const text of ts.isStringLiteral(node.initializer) ? [node.initializer.text] : []) say(text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The texts that an expression between elements may be: what is handed to a function is not shown as it is. */
function shownBy(node: ts.Expression | undefined): readonly string[] {
  if (!node) return [];
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isConditionalExpression(node)) return [...shownBy(node.whenTrue), ...shownBy(node.whenFalse)];
  if (ts.isParenthesizedExpression(node)) return shownBy(node.expression);
  return ts.isBinaryExpression(node) ? shownBy(node.right) : [];
}

describe('pages', () => {
  it('say nothing that is not in the catalogue', () => {
    const pages = sourceFiles('src').filter(({ path }) => path.endsWith('.tsx'));
    expect(pages.length).toBeGreaterThan(30);
    expect(pages.flatMap(literalsOf)).toEqual([]);
  });
});
