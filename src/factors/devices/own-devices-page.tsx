import { browserName } from '../../authentication/sessions/browser-name.js';
import { deviceName } from '../../authentication/sessions/device-name.js';
import type { TextKey } from '../../platform/texts/message.js';
import { Alert } from '../../ui/components/alert.js';
import { Form } from '../../ui/components/form.js';
import { Day } from '../../ui/components/time.js';
import { useTexts } from '../../ui/use-texts.js';
import type { RememberedDevice } from './remembered-devices.repository.js';

interface OwnDevicesPageProps {
  readonly action: string;
  readonly csrf: string;
  readonly devices: readonly RememberedDevice[];
  readonly problem: TextKey | undefined;
}

/** The browsers in which a person is not asked for the second factor; each can be forgotten. */
export function OwnDevicesPage({ action, csrf, devices, problem }: OwnDevicesPageProps) {
  const text = useTexts();
  return (
    <>
      <h1>{text('factors.devices.title')}</h1>
      <p class="lead">{text(devices.length > 0 ? 'factors.devices.lead' : 'factors.devices.none')}</p>
      {problem && <Alert>{text(problem)}</Alert>}
      {devices.length > 0 && (
        <ul class="factors">
          {devices.map(({ id, userAgent, lastUsedAt, expiresAt }) => {
            const name = deviceName(browserName(userAgent), text);
            return (
              <li class="row">
                <span>
                  <bdi>{name}</bdi>
                  <small>
                    {text('factors.devices.times', { used: <Day at={lastUsedAt} />, ends: <Day at={expiresAt} /> })}
                  </small>
                </span>
                <Form action={action} hidden={{ csrf, id }}>
                  <button class="quiet" type="submit" aria-label={text('factors.devices.forget-named', { name })}>
                    {text('factors.devices.forget')}
                  </button>
                </Form>
              </li>
            );
          })}
        </ul>
      )}
    </>
  );
}
