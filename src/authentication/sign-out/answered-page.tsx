import { AppName } from '../../ui/components/app.js';
import { Brand } from '../../ui/components/brand.js';

interface AnsweredPageProps {
  /** The client's. */
  readonly name: string;
  /** Where the same request begins again. */
  readonly path: string;
}

/** The page of a request that was answered before: someone went back, or has it open in another tab. */
export function AnsweredPage({ name, path }: AnsweredPageProps) {
  return (
    <>
      <Brand />
      <h1>You have answered this already</h1>
      <p class="lead">
        If <AppName name={name} /> did not open, continue to it once more.
      </p>
      <div class="actions">
        <a class="button primary" id="answered-continue" href={path}>
          Continue to <bdi>{name}</bdi>
        </a>
        <a class="button plain" id="answered-account" href="/account">
          Your account
        </a>
      </div>
    </>
  );
}
