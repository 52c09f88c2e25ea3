/**
 * Where a text stops being JSON, for people: counted from 1.
 * `JSON.parse` does not always say where; but it says whether a beginning of the text is wrong or merely unfinished.
 */
export function jsonErrorPosition(text: string): { readonly line: number; readonly column: number } {
  let sound = 0;
  let broken = text.length + 1;
  while (broken - sound > 1) {
    const middle = Math.floor((sound + broken) / 2);
    if (isBroken(text.slice(0, middle))) broken = middle;
    else sound = middle;
  }
  const lines = text.slice(0, sound).split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

/** Whether nothing that could follow makes this JSON. */
function isBroken(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return false;
  } catch (error) {
    const { message } = error as SyntaxError;
    if (message.includes('end of JSON input')) return false;
    const position = / position (\d+)/.exec(message)?.[1];
    return position === undefined || Number(position) < beginning.length;
  }
}
