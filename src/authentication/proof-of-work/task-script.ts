import { FORM_SCRIPT } from '../../ui/form-script.js';

/** The address of the script for forms with a task. */
export const TASK_SCRIPT = '/assets/proof-of-work.js';

/** The scripts of a page whose form may have a task: the mistakes of people are shown before the browser works. */
export function scriptsWith(task: string | undefined): readonly string[] {
  return task === undefined ? [FORM_SCRIPT] : [FORM_SCRIPT, TASK_SCRIPT];
}
