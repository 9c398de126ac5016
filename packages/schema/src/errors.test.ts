import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { LabError, toLabError } from './errors.ts';

test('an error says its exit status, and is JSON without its stack', () => {
  const error = new LabError('E_USAGE', 'no such thing', { hint: 'try another' });
  expect(error.exitStatus).toBe(2);
  expect(JSON.parse(JSON.stringify(error))).toEqual({
    code: 'E_USAGE',
    message: 'no such thing',
    hint: 'try another',
  });
  expect(new LabError('E_NEEDS_ROOT', 'root').exitStatus).toBe(3);
});

test('what the system says gets a code of the lab, and stays the cause', async () => {
  const cause = await writeFile('/proc/no/such/place', '').catch((error: unknown) => error);
  expect(toLabError(cause)).toMatchObject({ code: 'E_PATH', cause });
  expect(toLabError(Object.assign(new Error('full'), { code: 'ENOSPC' }))).toMatchObject({
    code: 'E_NO_SPACE',
    message: 'full',
  });
});

test('what carries a code of the lab keeps it, with its hint', () => {
  const cause = Object.assign(new Error('off'), { code: 'E_URING_DISABLED', hint: 'switch it on' });
  expect(toLabError(cause)).toMatchObject({ code: 'E_URING_DISABLED', message: 'off', hint: 'switch it on' });
});

test('a defect of the lab stays what it is', () => {
  expect(toLabError(new TypeError('x is not a function'))).toBeUndefined();
  expect(toLabError('text')).toBeUndefined();
  expect(toLabError(Object.assign(new Error('?'), { code: 'ERR_INVALID_ARG_TYPE' }))).toBeUndefined();
});
