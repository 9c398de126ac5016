import { vmDefinitionJsonSchema } from '@uringlab/schema';
import { describe, expect, test } from 'vitest';
import { findDefinition, listDefinitions } from './find-definitions.ts';
import { parseDefinition } from './read-definition.ts';

const SOUND = `name: sound
title: A machine
kernel:
  file: { image: bzImage }
`;

function refusalOf(text: string): { code: string; message: string } {
  try {
    parseDefinition(text, 'x.vm.yaml');
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error('the definition was taken');
}

test('what a definition leaves out has a value', () => {
  expect(parseDefinition(SOUND, 'x.vm.yaml')).toEqual({
    name: 'sound',
    title: 'A machine',
    kernel: { file: { image: 'bzImage' } },
    commandLine: [],
    cpus: 2,
    memory: '512m',
    accelerator: 'auto',
    disks: [],
    root: 'tiny',
    tracing: { events: [] },
    timeoutSeconds: 600,
  });
});

describe('what makes no sense is refused at its line', () => {
  test.each([
    ['broken YAML', `${SOUND}cpus: [1, 2\n`, 'x.vm.yaml:6:1: '],
    ['a word too many', `${SOUND}cpu: 2\n`, 'x.vm.yaml:1:1: Unrecognized key: "cpu"'],
    ['a number out of range', `${SOUND}cpus: 0\n`, 'x.vm.yaml:5:7: cpus: '],
    ['a size without sense', `${SOUND}memory: lots\n`, 'x.vm.yaml:5:9: memory: '],
    [
      'a disk in a list',
      `${SOUND}disks:\n  - size: 1g\n  - { size: 1g, filesystem: ntfs }\n`,
      'x.vm.yaml:7:29: disks.1.filesystem: ',
    ],
    [
      'a wrong checksum deep in one kind of kernel',
      SOUND.replace(
        'file: { image: bzImage }',
        'debian:\n    suites: [sid]\n    packages:\n      - package: linux-image-x\n        version: 1-1\n        sha256: abc',
      ),
      'x.vm.yaml:9:17: kernel.debian.packages.0.sha256: not a sha256 in hexadecimal',
    ],
    [
      'words of the command line in one string',
      `${SOUND}commandLine: ['a b']\n`,
      'x.vm.yaml:5:15: commandLine.0: ',
    ],
    ['a missing kernel', 'name: a\ntitle: b\n', 'x.vm.yaml:1:1: kernel: '],
    ['a text that is no mapping', '- 1\n', 'x.vm.yaml:1:1: '],
    ['nothing', '', 'x.vm.yaml:1:1: '],
  ])('%s', (_, text, message) => {
    const refusal = refusalOf(text);
    expect(refusal.code).toBe('E_VM_DEFINITION');
    expect(refusal.message).toContain(message);
  });

  test('aliases that stand for too much', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 9; level++) {
      const before = String.fromCharCode(96 + level);
      const name = String.fromCharCode(97 + level);
      bomb.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`);
    }
    expect(refusalOf(`${bomb.join('\n')}\n`).code).toBe('E_VM_DEFINITION');
  });
});

test('the shipped definitions make sense, and are found by name', async () => {
  const found = await listDefinitions();
  expect(found.map(({ definition }) => definition.name)).toEqual([
    'debian-5.10',
    'debian-6.1',
    'debian-6.12',
    'debian-newest',
    'lab-5.10',
  ]);
  expect((await findDefinition('lab-5.10')).definition).toEqual(found[4]?.definition);
});

test('a name that is not there is answered by those that are', async () => {
  await expect(findDefinition('lab-5.9')).rejects.toMatchObject({
    code: 'E_VM_UNKNOWN',
    hint: expect.stringContaining('debian-6.1, debian-6.12'),
  });
  await expect(findDefinition('./no-such.vm.yaml')).rejects.toMatchObject({ code: 'E_PATH' });
});

test('the published JSON schema is the one of today (after a change: vitest -u)', async () => {
  const text = `${JSON.stringify(vmDefinitionJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../../../test-vms/vm.schema.json');
});
