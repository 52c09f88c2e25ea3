import { type Figure, goalOf, isMet, share, show } from './figure.js';

const ROW = 30;
const LABEL = 400;
const BAR = 330;
/** Bars end here, however far a goal is exceeded. */
const LONGEST = 2.2;
const WIDTH = LABEL + BAR + 190;

/** A bar for each figure: how far its goal, the upright line, is met. Legible on light and dark. */
export function chart(figures: readonly Figure[], caption: string): string {
  const height = ROW * figures.length + 70;
  const goal = LABEL + BAR / LONGEST;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="Measured figures beside their goals">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff" rx="8"/>`,
    ...figures.map((figure, index) => row(figure, 40 + index * ROW)),
    `<line x1="${goal}" x2="${goal}" y1="28" y2="${height - 30}" stroke="#222" stroke-dasharray="4 3"/>`,
    `<text x="${goal}" y="20" text-anchor="middle" fill="#222">goal</text>`,
    `<text x="16" y="${height - 10}" fill="#666" font-size="11">${escapeText(caption)}</text>`,
    '</svg>',
  ].join('\n');
}

function row(figure: Figure, y: number): string {
  const colour = figure.notShown ? '#9aa0a6' : isMet(figure) ? '#1d7a54' : '#c0392b';
  const length = (BAR * Math.min(share(figure), LONGEST)) / LONGEST;
  return [
    `<text x="${LABEL - 12}" y="${y + 14}" text-anchor="end" fill="#222">${escapeText(figure.name)}</text>`,
    `<rect x="${LABEL}" y="${y}" width="${length.toFixed(1)}" height="20" rx="3" fill="${colour}"/>`,
    `<text x="${LABEL + BAR + 12}" y="${y + 14}" fill="#222">${show(figure.value)} (goal ${escapeText(goalOf(figure))})</text>`,
  ].join('\n');
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
