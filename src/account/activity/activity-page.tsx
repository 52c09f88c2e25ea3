import { deviceName } from '../../authentication/sessions/device-name.js';
import { When } from '../../ui/components/time.js';
import { useTexts } from '../../ui/use-texts.js';
import { ACTIVITY } from './activity.entry.js';
import type { OwnAct } from './own-activity.service.js';

interface ActivityPageProps {
  readonly acts: readonly OwnAct[];
  /** Of the next page. */
  readonly next: string | undefined;
  /** Whether this is not the first page. */
  readonly isLater: boolean;
}

/** What the person has done. */
export function ActivityPage({ acts, next, isLater }: ActivityPageProps) {
  const text = useTexts();
  return (
    <>
      <h1>{text('account.activity')}</h1>
      <p class="lead">{text('account.activity-lead')}</p>
      {acts.length === 0 && <p>{text('account.activity-none')}</p>}
      <ul class="rows">
        {acts.map((act) => (
          <li>
            <div class="what">
              <p>{text(act.text, { app: act.app })}</p>
              {act.factor && <small>{text(act.factor)}</small>}
              <small>
                <When at={act.at} />
              </small>
              {act.isOwn && <small>{deviceName(act, text)}</small>}
              {act.address !== undefined && (
                <small>{text('account.from-address', { address: <bdi>{act.address}</bdi> })}</small>
              )}
            </div>
          </li>
        ))}
      </ul>
      {(isLater || next !== undefined) && (
        <div class="actions pair">
          {isLater && (
            <a class="button plain" id="activity-newest" href={ACTIVITY}>
              {text('account.activity-newest')}
            </a>
          )}
          {next !== undefined && (
            <a class="button plain" id="activity-older" href={`${ACTIVITY}?${new URLSearchParams({ after: next })}`}>
              {text('account.activity-older')}
            </a>
          )}
        </div>
      )}
    </>
  );
}
