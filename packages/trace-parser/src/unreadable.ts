import { LabError } from '@uringlab/schema/errors';

/** The one error this package throws: nothing in the input can be read. */
export function unreadable(message: string, hint: string): LabError {
  return new LabError('E_TRACE_UNREADABLE', message, { hint });
}
