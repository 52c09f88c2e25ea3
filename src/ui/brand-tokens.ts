/** What a brand changes of the pages. Values only: no style sheet of others is ever taken. */
export interface BrandTokens {
  /** A colour `#rgb` or `#rrggbb`. */
  readonly accent?: string | undefined;
  /** The same for dark pages. */
  readonly accentDark?: string | undefined;
  /** Pixels. */
  readonly radius?: number | undefined;
}

/** As rules of CSS. */
export function tokensCss({ accent, accentDark, radius }: BrandTokens): string {
  const light = [
    ...(accent ? [`--accent:${accent}`] : []),
    ...(radius === undefined ? [] : [`--radius:${radius}px`]),
  ].join(';');
  return [
    ...(light ? [`:root{${light}}`] : []),
    ...(accentDark ? [`@media (prefers-color-scheme:dark){:root{--accent:${accentDark}}}`] : []),
    // What is for light pages alone is for no other.
    ...(accent && !accentDark ? ['@media (prefers-color-scheme:dark){:root{--accent:#86d0b0}}'] : []),
  ].join('');
}

/** The address of the style sheet for these; undefined if there is nothing in it. It says all, so nothing has to be looked up. */
export function tokensPath({ accent, accentDark, radius }: BrandTokens): string | undefined {
  const parts = [accent?.slice(1), accentDark?.slice(1), radius].map((part) => part ?? '');
  return parts.every((part) => part === '') ? undefined : `/assets/brand/${parts.join('-')}.css`;
}

/** What such an address says; undefined if it is none. */
export function readTokens(name: string): BrandTokens | undefined {
  const match = /^([0-9a-f]{6}|[0-9a-f]{3})?-([0-9a-f]{6}|[0-9a-f]{3})?-(\d{1,2})?\.css$/i.exec(name);
  if (!match) return undefined;
  const [, accent, accentDark, radius] = match;
  return {
    accent: accent && `#${accent}`,
    accentDark: accentDark && `#${accentDark}`,
    radius: radius === undefined ? undefined : Number(radius),
  };
}
