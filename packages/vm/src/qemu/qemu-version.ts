import { runProgram } from '@uringlab/undo';
import { QEMU } from './qemu-arguments.ts';

/** `7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)`. Throws E_TOOL_MISSING. */
export async function readQemuVersion(): Promise<string> {
  const { stdout } = await runProgram(QEMU, ['--version'], { packageName: 'qemu-system-x86' });
  return /version (.*)/.exec(stdout)?.[1] ?? stdout.trim();
}
