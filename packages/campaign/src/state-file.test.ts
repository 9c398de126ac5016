import { spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { StateFile } from './state-file.ts';
import { inTemporaryDirectory } from './testing/temporary-directory.ts';

const Schema = z.strictObject({ count: z.int() });

function open(directory: string) {
  return StateFile.open(directory, 'state.json', Schema);
}

test('what was written is read again, and nothing else is left', () =>
  inTemporaryDirectory(async (directory) => {
    const state = await open(directory);
    expect(await state.read()).toBeNull();
    await Promise.all([1, 2, 3].map((count) => state.write({ count })));
    await state.close();
    expect(await readdir(directory)).toEqual(['state.json']);
    const again = await open(directory);
    expect(await again.read()).toEqual({ count: 3 });
    await again.close();
  }));

test('a directory that is worked on is refused', () =>
  inTemporaryDirectory(async (directory) => {
    const state = await open(directory);
    await expect(open(directory)).rejects.toMatchObject({ code: 'E_CAMPAIGN_BUSY' });
    await state.close();
    await (await open(directory)).close();
  }));

test('the owner that died is followed', () =>
  inTemporaryDirectory(async (directory) => {
    const dead = spawnSync('true').pid;
    await writeFile(join(directory, '.uringlab-owner'), JSON.stringify({ pid: dead, startTime: '1' }));
    const state = await open(directory);
    const owner = JSON.parse(await readFile(join(directory, '.uringlab-owner'), 'utf8'));
    expect(owner.pid).toBe(process.pid);
    await state.close();
  }));

test("somebody else's directory is not taken", () =>
  inTemporaryDirectory(async (directory) => {
    await writeFile(join(directory, 'thesis.txt'), '');
    await expect(open(directory)).rejects.toMatchObject({ code: 'E_PATH' });
    expect(await readdir(directory)).toEqual(['thesis.txt']);
  }));

test('a state that is damaged is not written over', () =>
  inTemporaryDirectory(async (directory) => {
    await writeFile(join(directory, 'state.json'), '{"count":');
    const state = await open(directory);
    await expect(state.read()).rejects.toMatchObject({ code: 'E_RUN_DAMAGED' });
    await state.close();
    expect(await readFile(join(directory, 'state.json'), 'utf8')).toBe('{"count":');
  }));
