/** A time in words, exactly. @param seconds a whole number @param locale for `Intl` */
export function inWords(seconds: number, locale: string): string {
  const counted = (count: number, unit: 'minute' | 'second') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  return new Intl.ListFormat(locale).format([
    ...(minutes > 0 ? [counted(minutes, 'minute')] : []),
    ...(rest > 0 || minutes === 0 ? [counted(rest, 'second')] : []),
  ]);
}
