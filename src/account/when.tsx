import { formatInstant, type Instant, toDate } from '../platform/clock.js';
import { useTexts } from '../ui/use-texts.js';
import type { User } from '../users/user.js';

interface WhenProps {
  readonly at: Instant;
  /** Of the IANA time zone database. */
  readonly zone: string;
}

/** A moment, as the reader writes it. */
export function When({ at, zone }: WhenProps) {
  const { language } = useTexts();
  const words = new Intl.DateTimeFormat(language, {
    timeZone: zone,
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  });
  return <time dateTime={formatInstant(at)}>{words.format(toDate(at))}</time>;
}

/** In which time zone times are shown to a person: that of the profile. Where else the person is, the server does not know. */
export function zoneOf({ claims }: User): string {
  return claims.zoneinfo ?? 'UTC';
}
