/** A time in words, exactly. @param seconds a whole number */
export function inWords(seconds: number, language: string): string {
  const counted = (count: number, unit: 'minute' | 'second') =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  return new Intl.ListFormat(language).format([
    ...(minutes > 0 ? [counted(minutes, 'minute')] : []),
    ...(rest > 0 || minutes === 0 ? [counted(rest, 'second')] : []),
  ]);
}
