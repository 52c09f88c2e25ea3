/** The planes that have control and format characters; in the others there are letters, or nothing. */
const PLANES = [
  [0x00, 0x1ffff],
  [0xe0000, 0xe0fff],
] as const;

const CLASS = /\[\^?(?:\\p\{\w+\}|\\.|[^\]\\])*\]/g;

const known = new Map<string, string>();

/**
 * A pattern that the regular expressions of JavaScript, Python, Java, Go and Rust understand alike: classes of characters by
 * their Unicode properties (`\p{Cc}`), which not all of them know, become lists of characters. Halves of surrogate pairs are
 * not among them: no text in UTF-8 has them.
 */
export function portablePattern(pattern: string): string {
  return pattern.replace(CLASS, (characters) => (characters.includes('\\p{') ? listOf(characters) : characters));
}

function listOf(characters: string): string {
  const list = known.get(characters) ?? listed(characters);
  known.set(characters, list);
  return list;
}

function listed(characters: string): string {
  const form = new RegExp(`^${characters}$`, 'u');
  const isExcluding = characters.startsWith('[^');
  const ranges: [first: number, last: number][] = [];
  for (const [first, last] of PLANES)
    for (let point = first; point <= last; point++) {
      if ((point >= 0xd800 && point <= 0xdfff) || form.test(String.fromCodePoint(point)) === isExcluding) continue;
      const range = ranges.at(-1);
      if (range?.[1] === point - 1) range[1] = point;
      else ranges.push([point, point]);
    }
  const parts = ranges.map(([from, to]) => (from === to ? written(from) : `${written(from)}-${written(to)}`));
  return `[${isExcluding ? '^' : ''}${parts.join('')}]`;
}

/** There is no way to escape a character beyond `\uffff` that all of them know. */
function written(point: number): string {
  return point > 0xffff ? String.fromCodePoint(point) : `\\u${point.toString(16).padStart(4, '0')}`;
}
