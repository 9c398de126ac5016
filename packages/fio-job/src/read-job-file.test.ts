import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readJobFile } from './read-job-file.ts';
import { requestsOf } from './requests.ts';
import { FIXTURES, VARIABLES } from './testing/fixtures.ts';

const FILES = readdirSync(FIXTURES).filter((name) => name.endsWith('.fio'));

/** The first requests, and how many there are of each kind. */
function summarize(job: Parameters<typeof requestsOf>[0]): unknown {
  const requests = requestsOf(job, 0, 1);
  const writes = requests.filter(({ write }) => write);
  return {
    requests: requests.length,
    writes: writes.length,
    bytes: requests.reduce((sum, { length }) => sum + length, 0),
    first: requests
      .slice(0, 6)
      .map(({ write, file, offset, length }) => `${write ? 'write' : 'read'} ${file} ${offset} ${length}`),
  };
}

describe('job files', () => {
  test.each(FILES)('%s', async (name) => {
    const jobs = readJobFile(join(FIXTURES, name), VARIABLES).map(({ file: _, ...job }) => ({
      ...job,
      ...(job.size > 2 ** 30 ? {} : { makes: summarize({ ...job, file: name }) }),
    }));
    await expect(`${JSON.stringify(jobs, null, 2)}\n`).toMatchFileSnapshot(
      join(FIXTURES, `${name}.expected.json`),
    );
  });
});
