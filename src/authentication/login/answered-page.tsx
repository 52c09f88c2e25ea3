import { AppName } from '../../ui/components/app.js';
import { Brand } from '../../ui/components/brand.js';
import { useTexts } from '../../ui/use-texts.js';

interface AnsweredPageProps {
  /** The client's. */
  readonly name: string;
  /** Where the same request begins again. */
  readonly path: string;
}

/** The page of a request that was answered before: someone went back, or has it open in another tab. */
export function AnsweredPage({ name, path }: AnsweredPageProps) {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text('answered.heading')}</h1>
      <p class="lead">{text('answered.lead', { client: <AppName name={name} /> })}</p>
      <div class="actions">
        <a class="button primary" id="answered-continue" href={path}>
          {text('answered.continue', { client: <bdi>{name}</bdi> })}
        </a>
        <a class="button plain" id="answered-account" href="/account">
          {text('answered.account')}
        </a>
      </div>
    </>
  );
}
