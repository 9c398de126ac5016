import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inspectBpf, listOpcodes, startStrace, strace } from './strace.ts';

const canUseBpf = process.geteuid?.() === 0 && existsSync('/sys/kernel/btf/vmlinux');
if (!canUseBpf) console.warn('skipped: sessions need root and BTF');
const tracing = canUseBpf ? test : test.skip;

test('every operation of 6.18 has a name, at its number', () => {
  const opcodes = listOpcodes();
  expect(opcodes.map(({ name }) => name).filter((name) => !/^[A-Z][A-Z0-9_]+$/.test(name))).toEqual([]);
  expect([opcodes[0]?.name, opcodes[22]?.name, opcodes[62]?.name]).toEqual(['NOP', 'READ', 'PIPE']);
  expect(opcodes[22]?.classes).toContain('read');
});

test('what the kernel offers is told to anybody', () => {
  const report = inspectBpf();
  expect(report.btf).toBe(existsSync('/sys/kernel/btf/vmlinux'));
  for (const { name, found, arguments: count } of report.tracepoints) expect(count >= 0, name).toBe(found);
});

tracing('a command runs to its end, and its status is told', async () => {
  expect(await strace({ command: ['sh', '-c', 'exit 3'] })).toMatchObject({
    exitCode: 3,
    exitSignal: null,
    lost: 0n,
  });
  expect(await strace({ command: ['sh', '-c', 'kill -KILL $$'] })).toMatchObject({
    exitCode: null,
    exitSignal: 9,
  });
});

tracing('a session is stopped by its signal, and the process goes on', async () => {
  const target = spawn('sh', ['-c', 'read line'], { stdio: ['pipe', 'ignore', 'ignore'] });
  try {
    const result = await strace({ processes: [target.pid as number], signal: AbortSignal.timeout(50) });
    expect(result).toMatchObject({ exitCode: null, exitSignal: null, completed: 0n });
    expect(target.exitCode).toBeNull();
  } finally {
    target.kill('SIGKILL');
  }
});

tracing('a command that cannot be started leaves nothing running', () => {
  expect(() => startStrace({ command: ['/no/such/program'] })).toThrow(
    expect.objectContaining({ code: 'E_COMMAND_MISSING', exitStatus: 127 }),
  );
});
