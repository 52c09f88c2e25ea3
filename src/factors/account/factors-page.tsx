import type { TextKey } from '../../platform/texts/message.js';
import { Done } from '../../ui/components/done.js';
import { Day } from '../../ui/components/time.js';
import { useTexts } from '../../ui/use-texts.js';
import type { Enrolment, Factor } from '../factor.js';
import { factorPages } from '../factor-pages.js';
import { OWN_DEVICES, OWN_FACTOR } from './own-factors-paths.js';

interface FactorsPageProps {
  readonly kinds: readonly Factor[];
  readonly enrolments: readonly Enrolment[];
  /** How many recovery codes are left. */
  readonly recoveryCodes: number;
  /** What the person has just done here. */
  readonly done: TextKey | undefined;
}

/** What a person has set up beside the password, and what else there is. */
export function FactorsPage({ kinds, enrolments, recoveryCodes, done }: FactorsPageProps) {
  const text = useTexts();
  const hasFactor = enrolments.some(({ factor }) =>
    kinds.some(({ name, isFallback }) => name === factor && !isFallback),
  );
  return (
    <>
      <h1>{text('factors.account.title')}</h1>
      <p class="lead">{text(hasFactor ? 'factors.account.lead' : 'factors.account.lead-none')}</p>
      {done && <Done>{text(done)}</Done>}
      {kinds
        .filter(({ isFallback }) => !isFallback)
        .map((kind) => (
          <KindSection kind={kind} enrolments={enrolments.filter(({ factor }) => factor === kind.name)} />
        ))}
      {hasFactor &&
        kinds
          .filter(({ isFallback }) => isFallback)
          .map(({ name, title }) => (
            <section id={`factor-${name}`}>
              <h2>{text(title)}</h2>
              <p>{text('factors.recovery.left', { count: recoveryCodes })}</p>
              <a class="button plain" href={factorPages(name).enrol}>
                {text('factors.recovery.renew')}
              </a>
            </section>
          ))}
      {hasFactor && (
        <p class="meta">
          <a id="remembered-devices" href={OWN_DEVICES}>
            {text('factors.devices.title')}
          </a>
        </p>
      )}
    </>
  );
}

/** Those of one kind, and where one more is set up. */
function KindSection({ kind, enrolments }: { readonly kind: Factor; readonly enrolments: readonly Enrolment[] }) {
  const text = useTexts();
  return (
    <section id={`factor-${kind.name}`}>
      <h2>{text(kind.title)}</h2>
      {enrolments.length > 0 && (
        <ul class="factors">
          {enrolments.map((enrolment) => (
            <li>
              <a href={`${OWN_FACTOR}?${new URLSearchParams({ id: enrolment.id })}`}>
                <bdi>{enrolment.label || text(kind.title)}</bdi>
              </a>
              <FactorTimes enrolment={enrolment} />
            </li>
          ))}
        </ul>
      )}
      <a class="button plain" href={factorPages(kind.name).enrol}>
        {text(enrolments.length === 0 ? 'factors.account.set-up' : 'factors.account.add', { factor: text(kind.title) })}
      </a>
    </section>
  );
}

/** Since when there is a factor, and when it was used last. */
export function FactorTimes({ enrolment: { createdAt, lastUsedAt } }: { readonly enrolment: Enrolment }) {
  const text = useTexts();
  return (
    <small>
      {text('factors.account.since', { date: <Day at={createdAt} /> })}
      {' · '}
      {lastUsedAt === null
        ? text('factors.account.never-used')
        : text('factors.account.last-used', { date: <Day at={lastUsedAt} /> })}
    </small>
  );
}
