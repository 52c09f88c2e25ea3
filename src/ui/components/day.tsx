import { fullDate, type Instant } from '../../platform/clock.js';
import { useTexts } from '../use-texts.js';

/** A day in words, and for machines (ISO 8601). The server does not know where the person is, so days are those of UTC. */
export function Day({ at }: { readonly at: Instant }) {
  const words = new Intl.DateTimeFormat(useTexts().formats, { dateStyle: 'long', timeZone: 'UTC' });
  return <time dateTime={fullDate(at)}>{words.format(at)}</time>;
}
