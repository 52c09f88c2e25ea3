import { Brand } from '../../ui/components/brand.js';
import { leavingPage } from '../../ui/leaving-page.js';
import type { PageContent } from '../../ui/pages.js';
import { useTexts } from '../../ui/use-texts.js';

interface SigningOutPageProps {
  /** The pages that end clients' sessions in this browser. */
  readonly frames: readonly string[];
  /** Where the browser goes on. */
  readonly goOnAt: string;
}

/** OIDC Front-Channel Logout §3: loads a page of each client, which signs out there. */
export function SigningOutPage({ frames, goOnAt }: SigningOutPageProps) {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text('signing-out.title')}</h1>
      <p class="lead">{text('signing-out.lead')}</p>
      <div class="actions">
        <a class="button primary" id="logout-continue" href={goOnAt}>
          {text('signing-out.continue')}
        </a>
      </div>
      <Frames frames={frames} />
    </>
  );
}

/**
 * If a stranger's client asked, and this browser was not signed in.
 * @param ended whether a session in another browser was ended
 * @param sources the CSP sources of the frames
 */
export function strangersGoodbyePage(
  address: string,
  ended: boolean,
  frames: readonly string[],
  sources: readonly string[],
): PageContent {
  return leavingPage({
    title: 'not-signed-in.title',
    frames: sources,
    heading: 'not-signed-in.heading',
    lead: ended ? 'not-signed-in.stranger-ended' : 'not-signed-in.stranger',
    onward: { address },
    rest: <Frames frames={frames} />,
  });
}

function Frames({ frames }: Pick<SigningOutPageProps, 'frames'>) {
  const text = useTexts();
  return (
    <>
      {frames.map((src) => (
        <iframe src={src} title={text('signing-out.frame')} hidden />
      ))}
    </>
  );
}
