import ts from 'typescript';

/** A table that SQL names. */
export interface Mention {
  /** Undefined if the SQL takes the name from a value, so that no one can read which table it is. */
  readonly table: string | undefined;
  readonly changes: boolean;
}

/** What stands in SQL for a part that is put in. */
const PART = '\u0000';
const NAME = `(?:ONLY\\s+)?(?:\\w+\\.)?"?(${PART}|\\w+)"?`;
const NAMED = new RegExp(`\\b(DELETE\\s+FROM|INTO|UPDATE|FROM|JOIN|TABLE)\\s+${NAME}`, 'g');
/** A further table of a list, behind the alias of the one before. */
const FURTHER = new RegExp(`^(?:\\s+(?:AS\\s+)?\\w+)?\\s*,\\s*${NAME}`);
const CHANGING = /^(DELETE|INTO|UPDATE|TABLE)/i;

/** The tables that the text of a program names in SQL: in literals, templates and what `+` joins. */
export function mentionsIn(source: string, tables: ReadonlySet<string>): readonly Mention[] {
  const mentions: Mention[] = [];
  const visit = (node: ts.Node, isStatement: boolean): void => {
    const call = ts.isCallExpression(node) && ts.isIdentifier(node.expression) ? node.expression.text : '';
    if (call === 'deleteExpired' && ts.isCallExpression(node)) mentions.push(expiredIn(node));
    const text = textOf(node);
    if (text !== undefined) mentions.push(...mentionsOf(text, tables, isStatement));
    // The parts of a template or sum were read with it; what is put in may be SQL of its own.
    const inner = text === undefined ? childrenOf(node) : partsOf(node);
    for (const child of inner) visit(child, isStatement || call === 'statement');
  };
  visit(ts.createSourceFile('read.tsx', source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX), false);
  return mentions;
}

/** @param isStatement its keywords may be in small letters too, because it is no prose */
function mentionsOf(sql: string, tables: ReadonlySet<string>, isStatement: boolean): readonly Mention[] {
  const mentions: Mention[] = [];
  for (const match of sql.matchAll(isStatement ? new RegExp(NAMED, 'gi') : NAMED)) {
    const changes = CHANGING.test(match[1] ?? '');
    // `FOR UPDATE OF` and `ON CONFLICT DO UPDATE SET` name no table; `SET` is none.
    let name = match[2];
    let rest = sql.slice(match.index + match[0].length);
    while (name !== undefined) {
      if (name === PART) mentions.push({ table: undefined, changes });
      else if (tables.has(name.toLowerCase())) mentions.push({ table: name.toLowerCase(), changes });
      const further = changes ? null : FURTHER.exec(rest);
      name = further?.[1];
      rest = rest.slice(further?.[0].length ?? 0);
    }
  }
  return mentions;
}

/** `deleteExpired(name, table, column)`. */
function expiredIn({ arguments: given }: ts.CallExpression): Mention {
  const table = given[1];
  return { table: table && ts.isStringLiteralLike(table) ? table.text : undefined, changes: true };
}

/** The text of a literal, a template or a sum, with {@link PART} for each value; undefined if the node is none of these. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map(({ literal }) => PART + literal.text).join('');
  if (!isSum(node)) return undefined;
  const [left, right] = [textOf(node.left), textOf(node.right)];
  return left === undefined && right === undefined ? undefined : `${left ?? PART}${right ?? PART}`;
}

function partsOf(node: ts.Node): readonly ts.Node[] {
  if (ts.isTemplateExpression(node)) return node.templateSpans.map(({ expression }) => expression);
  if (!isSum(node)) return [];
  return [node.left, node.right].flatMap((side) => (textOf(side) === undefined ? [side] : partsOf(side)));
}

function isSum(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
}

function childrenOf(node: ts.Node): readonly ts.Node[] {
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    children.push(child);
  });
  return children;
}
