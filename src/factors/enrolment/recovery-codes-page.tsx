import { useTexts } from '../../ui/use-texts.js';

interface RecoveryCodesPageProps {
  readonly codes: readonly string[];
  /** Where the person goes on. */
  readonly onward: string;
}

/** The recovery codes of a person, for the only time. */
export function RecoveryCodesPage({ codes, onward }: RecoveryCodesPageProps) {
  const text = useTexts();
  return (
    <>
      <h1>{text('factors.recovery.new-title')}</h1>
      <p class="lead">{text('factors.recovery.new-lead')}</p>
      <ul class="codes" id="recovery-codes">
        {codes.map((code) => (
          <li>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div class="actions">
        <a class="button primary" id="recovery-codes-kept" href={onward}>
          {text('factors.recovery.kept')}
        </a>
      </div>
    </>
  );
}
