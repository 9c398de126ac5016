import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRecording, withDirectory, withTrace } from './testing/recordings.ts';

const PACKAGE = join(import.meta.dirname, '..');
const built = ['../trace-parser/dist/node/index.js', 'dist/index.js'].every((file) =>
  existsSync(join(PACKAGE, file)),
);

test.skipIf(!built)(
  `the example of the read-me runs ${built ? '' : 'once the packages are built'}`,
  async () => {
    const example = /```js\n([\s\S]*?)```/.exec(readFileSync(join(PACKAGE, 'README.md'), 'utf8'))?.[1] ?? '';
    await withDirectory(async (directory) => {
      writeFileSync(join(directory, 'trace.dat'), readRecording('uring-xfs-v7'));
      // Beside the package's own code, so that its dependencies are found.
      const script = join(PACKAGE, 'dist', `readme-${process.pid}.mjs`);
      writeFileSync(script, example);
      try {
        execFileSync(process.execPath, [script], { cwd: directory });
      } finally {
        rmSync(script);
      }
      expect(statSync(join(directory, 'trace.perfetto')).size).toBeGreaterThan(1000);
      const names = await withTrace(new Uint8Array(readFileSync(join(directory, 'block.dat'))), (trace) =>
        [...trace.events()].map(({ name }) => name),
      );
      expect(new Set(names)).toEqual(new Set(['block_rq_complete']));
    });
  },
);
