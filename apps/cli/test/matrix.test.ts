import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MatrixSchema } from '@uringlab/schema';
import { describe, expect, test } from 'vitest';
import { inTemporaryDirectory, isRoot, lab, listLeftovers, startLab } from './lab.ts';

const SPEC = `kernels: [host]
filesystems: [ext4]
scenarios:
  - { scenario: nowait-page-boundary, name: ignored, fileBytes: 1048576 }
  - { scenario: nowait-page-boundary, name: resubmitted, consumer: resubmit, fileBytes: 1048576 }
repetitions: 2
`;

if (!isRoot) console.warn('skipped: matrices of this kernel make loop devices, which needs root (sudo)');
describe.skipIf(!isRoot)('a matrix of this kernel', () => {
  test('is run, shown, and not run again', () =>
    inTemporaryDirectory(async (directory) => {
      const spec = join(directory, 'spec.yaml');
      const out = join(directory, 'matrix');
      const junit = join(directory, 'junit.xml');
      await writeFile(spec, SPEC);
      const first = await lab(['matrix', spec, '--out', out, '--junit', junit, '--exit-code']);
      expect(first.stderr.match(/uringlab: \d of 4: /g)).toHaveLength(4);
      expect(first.status).toBe(1);
      expect(first.stdout).toContain('2 cells: 1 fault, 1 no fault, 0 cannot tell, 0 not run');
      expect(first.stdout).toMatch(/^host +ext4 +ignored +fault +2\/2 .* 32\/32 /m);
      expect(first.stdout).toMatch(/^host +ext4 +resubmitted +no fault +0\/2 .* 0\/32 /m);
      expect(readFileSync(junit, 'utf8')).toContain('<testsuite name="host" tests="2" failures="1"');
      const { cells } = MatrixSchema.parse(JSON.parse(readFileSync(join(out, 'matrix.json'), 'utf8')));
      for (const run of cells.flatMap(({ runs }) => runs))
        expect(existsSync(join(out, run.directory, 'report.html'))).toBe(true);

      const again = await lab(['matrix', spec, '--out', out, '--json']);
      expect(again.stderr).toBe('');
      expect(JSON.parse(again.stdout).matrix.cells).toEqual(JSON.parse(JSON.stringify(cells)));
    }));

  test('is stopped by Ctrl-C without a trace, and goes on', () =>
    inTemporaryDirectory(async (directory) => {
      const spec = join(directory, 'spec.yaml');
      const out = join(directory, 'matrix');
      await writeFile(spec, SPEC);
      const { child, outcome } = startLab(['matrix', spec, '--out', out]);
      let said = '';
      const stop = (piece: Buffer): void => {
        said += piece;
        if (!said.includes('2 of 4')) return;
        child.stderr?.off('data', stop);
        process.kill(-(child.pid ?? 0), 'SIGINT');
      };
      child.stderr?.on('data', stop);
      const { status, stderr } = await outcome;
      expect(status, stderr).toBe(130);
      expect(await listLeftovers('/var/tmp')).toEqual([]);
      const rest = await lab(['matrix', spec, '--out', out]);
      expect(rest.stderr.match(/uringlab: \d of \d: /g)?.length, rest.stderr).toBeLessThan(4);
      expect(rest.stdout).toContain('2 cells: 1 fault, 1 no fault, 0 cannot tell, 0 not run');
    }));
});

describe('a matrix or bisection that cannot be made', () => {
  const refused = (command: string, spec: string, options: string[] = []) =>
    inTemporaryDirectory(async (directory) => {
      const path = join(directory, 'spec.yaml');
      await writeFile(path, spec);
      const { status, stderr } = await lab([command, path, '--out', join(directory, 'out'), ...options]);
      return { status, stderr: stderr.replaceAll(directory, '') };
    });

  test.each([
    ['matrix', 'kernels: [host]\nscenarios: [no-such]\n', 'E_USAGE: there is no scenario "no-such"'],
    ['matrix', 'kernels: []\nscenarios: [eof-tail]\n', 'E_USAGE: /spec.yaml:1: kernels: '],
    ['bisect', 'kernels: [a]\nscenario: eof-tail\n', 'E_USAGE: /spec.yaml:1: kernels: '],
    [
      'bisect',
      'git: { tree: /nowhere, good: a, bad: b, vm: c }\nscenario: eof-tail\n',
      'E_PATH: /nowhere is not a git repository',
    ],
  ])('%s %j', async (command, spec, message) => {
    const { status, stderr } = await refused(command, spec);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });

  test('--bad without --step', async () => {
    expect(await refused('bisect', 'kernels: [a, b]\nscenario: eof-tail\n', ['--bad'])).toMatchObject({
      status: 2,
    });
  });
});

test.skipIf(!isRoot)('a bisection whose bad end shows nothing says so', () =>
  inTemporaryDirectory(async (directory) => {
    const spec = join(directory, 'spec.yaml');
    await writeFile(
      spec,
      'kernels: [host, { name: the same again, vm: host }]\nscenario: { scenario: eof-tail, fileBytes: 1048576 }\nmaximumRuns: 2\n',
    );
    const { status, stderr } = await lab(['bisect', spec, '--out', join(directory, 'out')]);
    expect(stderr).toContain('E_BISECT: the same again is said to be bad');
    expect(status).toBe(3);
  }),
);
