import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inTemporaryDirectory, lab } from './lab.ts';

test('the page of 102,400 reads says how many of them it shows, and stays small', async () => {
  await inTemporaryDirectory(async (directory) => {
    const out = join(directory, 'run');
    const options = ['--no-trace', '--block-size', '8k', '--file-size', '400m', '--passes', '2'];
    const { status, stderr } = await lab([
      'reproduce',
      'cold-random',
      '--dir',
      directory,
      '--out',
      out,
      ...options,
    ]);
    expect(status, stderr).toBe(0);
    const html = await readFile(join(out, 'report.html'), 'utf8');
    expect(html).toMatch(/showing <span class="num">\d+<\/span> of <span class="num">102,400<\/span>/);
    expect(Buffer.byteLength(html)).toBeLessThan(1000 * 1024);
  });
});
