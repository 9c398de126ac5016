import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inTemporaryDirectory, lab } from './lab.ts';

const MAIL = `Subject: io_uring: nothing
Message-ID: <1@example.org>
Content-Type: text/html

<p>Hello</p>
`;

test('a mail that breaks rules is told line by line, and the status says so', () =>
  inTemporaryDirectory(async (directory) => {
    const path = join(directory, 'mail.eml');
    await writeFile(path, MAIL);
    const { status, stdout } = await lab(['lint', path]);
    expect(status).toBe(1);
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      `${path}: E1: Content-Type is text/html, and lists take text/plain`,
      `${path}:5: E1: HTML in the body`,
    ]);
    const json = JSON.parse((await lab(['lint', path, '--json'])).stdout);
    expect(json.ready).toBe(false);
    expect(json.findings[0]).toMatchObject({ rule: 1, severity: 'E', line: null });
  }));

test.each([
  ['a directory', '/'],
  ['nothing', '/nowhere/mail.eml'],
  ['what is no mail', '/proc/version'],
])('%s is refused', async (_, path) => {
  const { status, stderr } = await lab(['lint', path]);
  expect(stderr).toMatch(/^uringlab: E_(?:PATH|USAGE): [\s\S]*\n {2}hint: /);
  expect(status).toBe(2);
});
