import type { Message, TextKey } from '../../../platform/texts/message.js';
import { Brand } from '../../../ui/components/brand.js';
import { useTexts } from '../../../ui/use-texts.js';

interface NoticePageProps {
  readonly title: TextKey;
  readonly lead: TextKey | Message;
  /** What may have gone wrong, and what to do then. */
  readonly note?: TextKey;
  /** Where one goes on, and whether that is what most people do now. */
  readonly actions: readonly { readonly href: string; readonly label: TextKey; readonly isPrimary?: boolean }[];
}

/** Says what has happened, and what is next. */
export function NoticePage({ title, lead, note, actions }: NoticePageProps) {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text(title)}</h1>
      <p class="lead">{text(lead)}</p>
      {note && <p class="meta">{text(note)}</p>}
      <div class="actions">
        {actions.map(({ href, label, isPrimary = false }) => (
          <a class={isPrimary ? 'button primary' : 'button plain'} href={href}>
            {text(label)}
          </a>
        ))}
      </div>
    </>
  );
}
