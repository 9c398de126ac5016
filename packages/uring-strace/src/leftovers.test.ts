import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { strace } from './strace.ts';

const canUseBpf = process.geteuid?.() === 0 && existsSync('/sys/kernel/btf/vmlinux');
if (!canUseBpf) console.warn('skipped: sessions need root and BTF');
const tracing = canUseBpf ? test : test.skip;

const directory = mkdtempSync(join(tmpdir(), 'strace-leftovers-'));
const rings = join(directory, 'rings');
const SOURCE = join(import.meta.dirname, '../test/programs/rings.c');

beforeAll(() => {
  if (!canUseBpf) return;
  execFileSync('cc', ['-O1', '-std=gnu11', '-D_GNU_SOURCE', '-o', rings, SOURCE, '-luring', '-pthread']);
});
afterAll(() => rmSync(directory, { recursive: true }));

/** What this process holds of BPF: programs, maps and links, by their descriptors. */
function listBpf(): string[] {
  return readdirSync('/proc/self/fdinfo').flatMap((fd) => {
    try {
      return (
        /^(?:prog_id|map_id|link_id|btf_id):\s*\d+$/m.exec(
          readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'),
        ) ?? []
      );
    } catch {
      return []; // The directory's own descriptor.
    }
  });
}

tracing(
  'twenty sessions on a running process leave no program, map or link',
  { timeout: 120_000 },
  async () => {
    const target = spawn('sh', ['-c', 'read line'], { stdio: ['pipe', 'ignore', 'ignore'] });
    const descriptors = readdirSync('/proc/self/fd').length;
    try {
      for (let cycle = 0; cycle < 20; cycle++)
        await strace({ processes: [target.pid as number], signal: AbortSignal.timeout(1) });
      expect(listBpf()).toEqual([]);
      expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(descriptors);
      expect(target.exitCode).toBeNull();
    } finally {
      target.kill();
    }
  },
);

tracing(
  'ten thousand short-lived rings: each request is told, and nothing is kept of them',
  { timeout: 240_000 },
  async () => {
    let lines = 0;
    const count = (text: Uint8Array) => {
      for (const byte of text) if (byte === 10) lines++;
    };
    const run = async (number: number) => {
      const result = await strace({
        command: [rings, join(directory, 'file'), String(number)],
        onLines: count,
      });
      expect(result).toMatchObject({
        exitCode: 0,
        submitted: BigInt(number),
        completed: BigInt(number),
        lost: 0n,
      });
    };
    await run(1000);
    const before = process.memoryUsage().rss;
    await run(10_000);
    expect(lines).toBe(11_000);
    expect(listBpf()).toEqual([]);
    // A ring's memory would be a kilobyte, what is kept of its file a hundred bytes.
    expect(process.memoryUsage().rss - before).toBeLessThan(64 << 20);
  },
);
