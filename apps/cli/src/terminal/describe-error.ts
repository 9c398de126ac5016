import { LabError, toLabError } from '@uringlab/schema/errors';

/** A code, a sentence, a hint; on stdout as JSON too when that is what the caller reads. */
export function describeError(error: LabError, json: boolean): void {
  if (json) process.stdout.write(`${JSON.stringify({ error: error.toJSON() })}\n`);
  process.stderr.write(`uringlab: ${error.code}: ${error.message}\n`);
  const cause = error.cause instanceof Error ? error.cause.message.split('\n')[0] : undefined;
  if (cause !== undefined && !error.message.includes(cause)) process.stderr.write(`  cause: ${cause}\n`);
  if (error.hint !== undefined) process.stderr.write(`  hint: ${error.hint}\n`);
}

/** Says that standard output takes no more, and returns the exit status of that. */
export function describeOutputFailure(cause: Error): number {
  const error = new LabError(toLabError(cause)?.code ?? 'E_SYSTEM', 'standard output cannot be written', {
    hint: 'the results are not whole: write them somewhere else',
    cause,
  });
  describeError(error, false);
  return error.exitStatus;
}
