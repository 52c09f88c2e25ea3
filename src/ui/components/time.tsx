import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { formatInstant, type Instant } from '../../platform/clock.js';
import { dateFormat } from '../../platform/texts/date-format.js';
import { useTexts } from '../use-texts.js';

/** The time zone of the person whom the page is for; provided by the renderer. Undefined: not known, so times are those of UTC. */
export const TimeZoneContext = createContext<string | undefined>(undefined);

/** A day in words, as the reader writes it. */
export function Day({ at }: { readonly at: Instant }) {
  return <Written at={at} form={{ dateStyle: 'long' }} />;
}

/** A moment in words, with its time zone. */
export function When({ at }: { readonly at: Instant }) {
  const day = { day: 'numeric', month: 'long', year: 'numeric' } as const;
  return <Written at={at} form={{ ...day, hour: 'numeric', minute: '2-digit', timeZoneName: 'short' }} />;
}

function Written({ at, form }: { readonly at: Instant; readonly form: Intl.DateTimeFormatOptions }) {
  const words = dateFormat(useTexts().formats, useContext(TimeZoneContext), form);
  return <time dateTime={formatInstant(at)}>{words.format(at)}</time>;
}
