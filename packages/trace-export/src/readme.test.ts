import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRecording, withDirectory, withTrace } from './testing/recordings.ts';

const PACKAGE = join(import.meta.dirname, '..');
const built = ['../trace-parser/dist/bundle/node.js', 'dist/index.js'].every((file) =>
  existsSync(join(PACKAGE, file)),
);
if (!built)
  console.warn('trace-export: the example of the read-me is skipped, the packages are not built: pnpm build');

test.skipIf(!built)('the example of the read-me exports a recording', async () => {
  const example = /```js\n([\s\S]*?)```/.exec(readFileSync(join(PACKAGE, 'README.md'), 'utf8'))?.[1] ?? '';
  const recording = readRecording('uring-xfs-v7');
  const expected = await withTrace(
    recording,
    (trace) => [...trace.events({ names: ['block_bio_queue'] })].length,
  );
  await withDirectory((directory) => {
    writeFileSync(join(directory, 'trace.dat'), recording);
    // Beside the package's own code, so that its dependencies are found.
    const script = join(PACKAGE, 'dist', `readme-${process.pid}.mjs`);
    writeFileSync(script, example);
    try {
      const lines = execFileSync(process.execPath, [script, 'trace.dat'], {
        cwd: directory,
        encoding: 'utf8',
      });
      expect(lines.trimEnd().split('\n')).toHaveLength(expected);
      expect(expected).toBeGreaterThan(0);
    } finally {
      rmSync(script);
    }
    expect(statSync(join(directory, 'trace.perfetto')).size).toBeGreaterThan(1000);
  });
});
