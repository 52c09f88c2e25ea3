import { useTexts } from '../../ui/use-texts.js';
import { SOLUTION_FIELD } from './task.js';

/** Inside a form: has the browser solve the task before the form is sent. Without the script it says what to do. */
export function TaskField({ task }: { readonly task: string | undefined }) {
  const text = useTexts();
  if (task === undefined) return null;
  return (
    <>
      <input type="hidden" name={SOLUTION_FIELD} value="" autocomplete="off" data-task={task} />
      <p class="hint" data-without-solving>
        {text('proof-of-work.needs-script')}
      </p>
      <p class="hint" role="status" data-while-solving hidden>
        {text('proof-of-work.solving')}
      </p>
    </>
  );
}
