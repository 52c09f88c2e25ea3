import type { TextKey } from '../../platform/texts/message.js';
import { Alert } from '../../ui/components/alert.js';
import { Actions, Form } from '../../ui/components/form.js';
import { useTexts } from '../../ui/use-texts.js';
import type { Enrolment, Factor } from '../factor.js';
import { FactorTimes } from './factors-page.js';
import { OWN_FACTOR, OWN_FACTORS } from './own-factors-paths.js';

interface FactorPageProps {
  readonly kind: Factor;
  readonly enrolment: Enrolment;
  readonly hidden: Readonly<Record<string, string | undefined>>;
  /** Whether it may be removed: not the last one that the person needs. */
  readonly isRemovable: boolean;
  readonly problem: TextKey | undefined;
}

/** One factor: what it is called, and how it goes. */
export function FactorPage({ kind, enrolment, hidden, isRemovable, problem }: FactorPageProps) {
  const text = useTexts();
  return (
    <>
      <h1>
        <bdi>{enrolment.label || text(kind.title)}</bdi>
      </h1>
      <p class="lead">
        <FactorTimes enrolment={enrolment} />
      </p>
      {problem && <Alert>{text(problem)}</Alert>}
      <Form action={OWN_FACTOR} hidden={{ ...hidden, id: enrolment.id }}>
        <label for="label">{text('factors.account.name')}</label>
        <input id="label" name="label" type="text" maxLength={64} value={enrolment.label} autocomplete="off" />
        <Actions>
          <button class="primary" id="factor-save" type="submit" name="act" value="name">
            {text('factors.account.save')}
          </button>
          {isRemovable ? (
            <button class="plain" id="factor-remove" type="submit" name="act" value="remove">
              {text('factors.account.remove')}
            </button>
          ) : (
            <p class="meta">{text('factors.account.last')}</p>
          )}
          <a class="button plain" href={OWN_FACTORS}>
            {text('factors.cancel')}
          </a>
        </Actions>
      </Form>
    </>
  );
}
