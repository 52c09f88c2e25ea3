import { Brand } from '../../ui/components/brand.js';
import { leavingPage } from '../../ui/leaving-page.js';
import type { PageContent } from '../../ui/pages.js';

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
      <Frames frames={frames} />
    </>
  );
}

/**
 * Where a stranger's client asked, and this browser was not signed in.
 * @param ended whether a session in another browser was ended
 * @param sources the CSP sources of the frames
 */
export function strangersGoodbyePage(
  address: string,
  ended: boolean,
  frames: readonly string[],
  sources: readonly string[],
): PageContent {
  const outcome = ended ? 'the session that an app named was ended' : 'nothing was ended';
  return leavingPage({
    title: 'Not signed in',
    frames: sources,
    heading: 'You are not signed in here',
    lead: `This browser was not signed in, so ${outcome}.`,
    onward: { address },
    rest: <Frames frames={frames} />,
  });
}

function Frames({ frames }: Pick<SigningOutPageProps, 'frames'>) {
  return (
    <>
      {frames.map((src) => (
        <iframe src={src} title="Signing out of an app" hidden />
      ))}
    </>
  );
}
