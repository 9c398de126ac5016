import { execFile } from 'node:child_process';
import { LabError } from '@uringlab/schema';

const LONGEST_OUTPUT = 256 * 2 ** 20;

/** What a program writes to its standard output, as bytes. Throws E_TOOL_MISSING, and E_SYSTEM with what it said. */
export function readProgramOutput(
  command: string,
  args: readonly string[],
  { packageName }: { packageName: string },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { encoding: 'buffer', maxBuffer: LONGEST_OUTPUT } as const;
    execFile(command, args, options, (cause, stdout, stderr) => {
      if (cause === null) resolve(stdout);
      else if (cause.code === 'ENOENT')
        reject(
          new LabError('E_TOOL_MISSING', `${command} is not installed`, {
            hint: `apt-get install ${packageName}`,
            cause,
          }),
        );
      else
        reject(
          new LabError('E_SYSTEM', `${[command, ...args].join(' ')}: ${stderr.toString('utf8').trim()}`, {
            cause,
          }),
        );
    });
  });
}
