/** WCAG 2.2 §1.4.3: the least contrast of text with what is behind it. */
const LEAST = 4.5;

/** What the accent colour stands on, and what stands on it: of light pages and of dark ones; see gatehouse.css. */
const GROUNDS = { light: ['#ffffff'], dark: ['#1b1d1a', '#0d1f18'] } as const;

const COLOUR_FORM = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i;

/** What is wrong with an accent colour, or undefined if nothing is. People could not read what has too little contrast. */
export function accentProblem(colour: string, pages: keyof typeof GROUNDS): string | undefined {
  if (!COLOUR_FORM.test(colour)) return 'must be a colour such as #1d5c47';
  const lowest = Math.min(...GROUNDS[pages].map((ground) => contrast(colour, ground)));
  if (lowest >= LEAST) return undefined;
  const change = pages === 'light' ? 'darker' : 'lighter';
  return `must have a contrast of ${LEAST} with what is around it on ${pages} pages (WCAG AA), not ${lowest.toFixed(2)}; choose a ${change} colour`;
}

/** WCAG 2.2 "contrast ratio": 1 to 21. */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((left, right) => left - right);
  return (lighter + 0.05) / (darker + 0.05);
}

/** WCAG 2.2 "relative luminance". */
function luminance(colour: string): number {
  const digits = colour.length === 4 ? colour.replace(/[0-9a-f]/gi, '$&$&') : colour;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(digits.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
