import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type ConsoleFinding, ConsoleWatch } from './console-watch.ts';

const RECORDED = fileURLToPath(new URL('../../test/fixtures/consoles', import.meta.url));

/** Consoles of real guests; test/fixtures/consoles/README.md says how each came about. */
const FINDINGS: Readonly<Record<string, ConsoleFinding | undefined>> = {
  'boot.txt': undefined,
  'panic.txt': { code: 'E_GUEST_PANIC', line: 'Kernel panic - not syncing: sysrq triggered crash' },
  'no-init.txt': {
    code: 'E_GUEST_PANIC',
    line: 'Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)',
  },
  'oops.txt': {
    code: 'E_GUEST_OOPS',
    line: 'BUG: unable to handle page fault for address: 0000000000001000',
  },
  'hung-task.txt': { code: 'E_GUEST_STALL', line: 'INFO: task insmod:53 blocked for more than 10 seconds.' },
  'soft-lockup.txt': {
    code: 'E_GUEST_STALL',
    line: 'watchdog: BUG: soft lockup - CPU#0 stuck for 23s! [insmod:52]',
  },
  'rcu-stall.txt': { code: 'E_GUEST_STALL', line: 'rcu: INFO: rcu_sched detected stalls on CPUs/tasks:' },
};

function watch(chunks: readonly string[]): ConsoleWatch {
  const watching = new ConsoleWatch();
  for (const chunk of chunks) watching.push(chunk);
  watching.end();
  return watching;
}

describe('recorded consoles', () => {
  test.each(readdirSync(RECORDED).filter((name) => name.endsWith('.txt')))('%s', (name) => {
    const text = readFileSync(join(RECORDED, name), 'latin1');
    expect(Object.hasOwn(FINDINGS, name)).toBe(true);
    expect(watch([text]).finding).toEqual(FINDINGS[name]);
    expect(watch(text.match(/[\s\S]{1,7}/g) ?? []).finding).toEqual(FINDINGS[name]);
  });
});
