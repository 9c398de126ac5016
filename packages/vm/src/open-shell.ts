import type { Readable, Writable } from 'node:stream';
import { LabError } from '@uringlab/schema';
import type { FoundDefinition } from './definition/find-definitions.ts';
import { type MachineOptions, prepareMachine } from './prepare-machine.ts';
import { ConsoleWatch } from './qemu/console-watch.ts';
import { qemuArguments } from './qemu/qemu-arguments.ts';
import { startQemu } from './qemu/qemu-process.ts';

/** Ctrl-], as telnet has it: ends the guest from outside. */
const ESCAPE = 0x1d;

export interface Terminal {
  input: Readable & { isTTY?: boolean; setRawMode?: (isRaw: boolean) => unknown };
  output: Writable;
}

/**
 * A shell (busybox) on the console of a guest, until it ends, or Ctrl-] is pressed. On a terminal every other key goes to the guest, Ctrl-C
 * too. Throws as boot(); E_GUEST_BOOT when QEMU fails.
 */
export async function openShell(
  found: FoundDefinition,
  { input, output }: Terminal,
  options: MachineOptions,
): Promise<void> {
  const { description } = await prepareMachine(found, 'shell', [], options);
  const qemu = await startQemu(qemuArguments(description), options.journal);
  const stop = (): void => void qemu.end();
  const type = (chunk: Buffer): void => {
    const end = chunk.indexOf(ESCAPE);
    if (input.isTTY === true && end >= 0) stop();
    else qemu.consoleInput.write(chunk);
  };
  // What is typed before the guest has opened its console would be lost in the serial port.
  const watch = new ConsoleWatch((text) => {
    if (text.startsWith('shell')) input.on('data', type);
  });
  options.signal?.addEventListener('abort', stop);
  if (input.isTTY === true) input.setRawMode?.(true);
  qemu.console.on('data', (chunk: Buffer) => {
    output.write(chunk);
    watch.push(chunk.toString('latin1'));
  });
  try {
    const how = await qemu.ended;
    if (options.signal?.aborted) throw new LabError('E_INTERRUPTED', 'the shell was stopped by a signal');
    if (qemu.said() !== '' && how !== 'exit status 0')
      throw new LabError('E_GUEST_BOOT', `QEMU: ${how}: ${qemu.said()}`, { hint: 'see the definition' });
  } finally {
    if (input.isTTY === true) input.setRawMode?.(false);
    input.off('data', type);
    input.pause();
    options.signal?.removeEventListener('abort', stop);
    await qemu.end();
  }
}
