import type { Message, TextKey } from '../../../platform/texts/message.js';
import { Brand } from '../../../ui/components/brand.js';
import { useTexts } from '../../../ui/use-texts.js';

interface NoticePageProps {
  readonly title: TextKey;
  readonly lead: TextKey | Message;
  /** What may have gone wrong, and what to do then. */
  readonly note?: TextKey;
  /** Where one goes on; left out: nowhere. */
  readonly action?: { readonly href: string; readonly label: TextKey };
}

/** Says what has happened, and what is next. */
export function NoticePage({ title, lead, note, action }: NoticePageProps) {
  const text = useTexts();
  return (
    <>
      <Brand />
      <h1>{text(title)}</h1>
      <p class="lead">{text(lead)}</p>
      {note && <p class="meta">{text(note)}</p>}
      {action && (
        <div class="actions">
          <a class="button primary" href={action.href}>
            {text(action.label)}
          </a>
        </div>
      )}
    </>
  );
}
