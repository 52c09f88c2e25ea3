/**
 * Writes dates for a reader.
 * @param locale for `Intl`
 * @param zone of the reader (IANA time zone database); one that this machine does not know, or none, counts as UTC
 */
export function dateFormat(
  locale: string,
  zone: string | undefined,
  form: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(locale, { ...form, timeZone: zone ?? 'UTC' });
  } catch (error) {
    if (zone === undefined || !(error instanceof RangeError)) throw error;
    return dateFormat(locale, undefined, form);
  }
}
