import type { Message } from '../../platform/texts/message.js';
import { Alert } from '../../ui/components/alert.js';
import { Brand } from '../../ui/components/brand.js';
import { Actions, Form } from '../../ui/components/form.js';
import { useTexts } from '../../ui/use-texts.js';
import { ACCEPT_TERMS } from './terms.action.js';
import type { ReadableTerms } from './terms.js';

interface AcceptTermsPageProps {
  readonly terms: ReadableTerms;
  readonly hidden: Readonly<Record<string, string | undefined>>;
  /** Where who does not accept goes. */
  readonly declinePath: string;
  readonly refusal: Message | undefined;
}

/** Asks someone who signs in to accept the terms. */
export function AcceptTermsPage({ terms, hidden, declinePath, refusal }: AcceptTermsPageProps) {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text('terms.title')}</h1>
      <p class="lead">{text('terms.lead')}</p>
      {refusal && <Alert>{text(refusal)}</Alert>}
      <TermsText terms={terms} />
      <Form action={ACCEPT_TERMS} hidden={hidden}>
        <Actions>
          <button class="primary" id="terms-accept" type="submit">
            {text('terms.accept')}
          </button>
          <a class="button plain" id="terms-decline" href={declinePath}>
            {text('terms.decline')}
          </a>
        </Actions>
      </Form>
    </>
  );
}

/** The terms alone. */
export function TermsPage({ terms }: { readonly terms: ReadableTerms }) {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text('terms.title')}</h1>
      <TermsText terms={terms} />
    </>
  );
}

function TermsText({ terms: { url, text: paragraphs } }: { readonly terms: ReadableTerms }) {
  const text = useTexts();
  return (
    <>
      {url !== undefined && (
        <p>
          <a href={url} target="_blank" rel="noopener noreferrer">
            {text('terms.read')}
          </a>
        </p>
      )}
      {paragraphs.map((paragraph) => (
        // They may be in no language that the page has.
        <p class="terms" dir="auto">
          {paragraph}
        </p>
      ))}
    </>
  );
}
