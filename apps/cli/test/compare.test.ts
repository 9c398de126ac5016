import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inTemporaryDirectory, lab } from './lab.ts';

test('two runs with different consumers are compared on one page; one run is refused', async () => {
  await inTemporaryDirectory(async (directory) => {
    const runs: string[] = [];
    for (const consumer of ['ignore', 'resubmit']) {
      const out = join(directory, consumer);
      const options = ['--consumer', consumer, '--dir', directory, '--file-size', '1m', '--no-trace'];
      expect((await lab(['reproduce', ...options, '--out', out])).status).toBe(0);
      runs.push(out);
    }
    const page = join(directory, 'comparison.html');
    const compared = await lab(['compare', ...runs, '--out', page, '--json']);
    expect(compared.status, compared.stderr).toBe(0);
    expect(JSON.parse(compared.stdout).runs.map(({ name }: { name: string }) => name)).toEqual([
      'nowait-page-boundary',
      'nowait-page-boundary',
    ]);
    const html = await readFile(page, 'utf8');
    expect(html).toContain('<h1>2 runs: ');
    expect(html).toContain('href="resubmit/report.html"');
    const out = join(directory, 'both');
    const reported = await lab(['report', ...runs, '--out', out, '--mbox']);
    expect(reported.status, reported.stderr).toBe(0);
    expect((await readdir(out)).sort()).toEqual(
      expect.arrayContaining(['report.eml', 'report.html', 'report.mbox', 'report.txt']),
    );
    expect((await readFile(join(out, 'report.txt'), 'utf8')).replaceAll('\n', ' ')).toContain(
      'only the consumer differs',
    );
    expect(await lab(['lint', join(out, 'report.eml')])).toMatchObject({ status: 0 });
    const onto = await lab(['report', ...runs, '--out', join(directory, 'ignore')]);
    expect(onto.status).toBe(2);
    expect(onto.stderr).toContain('holds a run, whose own report is there');
    const twice = await lab(['report', join(directory, 'ignore'), join(directory, 'ignore'), '--out', out]);
    expect(twice.status).toBe(2);
    expect(twice.stderr).toContain('are the same run');
    const refused = await lab(['compare', join(directory, 'ignore'), '--out', page]);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('a comparison takes 2 to 32 runs, not 1');
  });
});
