import { Brand } from '../platform/http/components/brand.js';

interface SigningOutPageProps {
  /** The pages that end clients' sessions in this browser. */
  readonly frames: readonly string[];
  /** Where the browser goes on. */
  readonly goOnAt: string;
}

/** OIDC Front-Channel Logout §3: loads a page of each client, which signs out there. */
export function SigningOutPage({ frames, goOnAt }: SigningOutPageProps) {
  return (
    <>
      <Brand />
      <h1>Signing out</h1>
      <p class="lead">We are signing you out of your apps. This takes a moment.</p>
      <div class="actions">
        <a class="button primary" id="logout-continue" href={goOnAt}>
          Continue
        </a>
      </div>
      {frames.map((src) => (
        <iframe src={src} title="Signing out of an app" hidden />
      ))}
    </>
  );
}
