import { runProgram } from '@uringlab/undo';

/** The command that runs a job file of fio's. Throws E_TOOL_MISSING. */
export async function commandOfJob(job: string): Promise<string[]> {
  await runProgram('fio', ['--version'], { packageName: 'fio' });
  return ['fio', job];
}
