import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BisectSpecSchema, MatrixSpecSchema } from '@uringlab/schema';
import { describe, expect, test } from 'vitest';
import { readSpec } from './read-spec.ts';
import { inTemporaryDirectory } from './testing/temporary-directory.ts';

function read(
  text: string,
  schema: typeof MatrixSpecSchema | typeof BisectSpecSchema = MatrixSpecSchema,
): Promise<unknown> {
  return inTemporaryDirectory(async (directory) => {
    const path = join(directory, 'spec.yaml');
    await writeFile(path, text);
    return readSpec<unknown>(path, schema).catch((error: Error) => {
      throw Object.assign(error, { message: error.message.replace(path, 'spec.yaml') });
    });
  });
}

describe('a spec', () => {
  test('gets its defaults', async () => {
    expect(await read('kernels: [host]\nscenarios: [eof-tail]\n')).toMatchObject({
      kernels: [{ name: 'host', vm: null, append: null }],
      filesystems: ['xfs'],
      scenarios: [{ name: 'eof-tail', consumer: null, trace: false }],
      repetitions: 1,
    });
  });

  const BROKEN: [name: string, text: string, message: string][] = [
    [
      'an unknown file system',
      'kernels: [host]\nfilesystems:\n - xfs\n - zfs\nscenarios: [x]\n',
      'spec.yaml:4: filesystems.1: Invalid option: expected one of "xfs"|"ext4"|"btrfs"',
    ],
    [
      'a wrong type deep inside',
      'kernels:\n - host\n - name: 3\n   vm: x\nscenarios: [x]\n',
      'spec.yaml:3: kernels.1.name: Invalid input: expected string, received number',
    ],
    [
      'a missing part',
      'kernels: [host]\n',
      'spec.yaml:1: scenarios: Invalid input: expected array, received undefined',
    ],
    [
      'an unknown key',
      'kernels: [host]\nscenarios: [x]\nrepetition: 3\n',
      'spec.yaml:1: Unrecognized key: "repetition"',
    ],
    [
      'names that are not unique',
      'kernels: [a, a]\nscenarios: [x]\n',
      'spec.yaml:1: kernels: two entries have the same name',
    ],
    [
      'a bracket that is not closed',
      'kernels: [host\n',
      'spec.yaml:2: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    ['nothing', '', 'spec.yaml:1: Invalid input: expected object, received null'],
  ];
  test.each(BROKEN)('with %s is refused with its line', async (_, text, message) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'E_USAGE', message });
  });

  test('that grows without end when its aliases are followed is refused', async () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefg'
        .split('')
        .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdef'[index]}`)}]`),
    ];
    await expect(read(bomb.join('\n'))).rejects.toMatchObject({ code: 'E_USAGE' });
  });

  test('of a bisection is a list or a tree, not both', async () => {
    const both = 'scenario: x\nkernels: [a, b]\ngit: { tree: t, good: g, bad: b, vm: v }\n';
    await expect(read(both, BisectSpecSchema)).rejects.toMatchObject({ code: 'E_USAGE' });
    expect(await read('scenario: x\nkernels: [a, b]\n', BisectSpecSchema)).toMatchObject({
      confidence: 0.95,
      filesystem: 'xfs',
    });
  });

  test('that is not there is told', async () => {
    await expect(readSpec('/nowhere/spec.yaml', MatrixSpecSchema)).rejects.toMatchObject({ code: 'E_PATH' });
  });
});
