import { expect, test } from 'vitest';
import { parsePageHeader } from './page-header.ts';

/** events/header_page of a 6.18 x86_64 kernel, with sub-buffers of the size given. */
const headerPage = (bytes: number): string => `\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;
\tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;
\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;
\tfield: char data;\toffset:16;\tsize:${bytes - 16};\tsigned:0;
`;

test.each([4096, 16384, 65536])('sub-buffers of %i bytes', (bytes) => {
  expect(parsePageHeader(headerPage(bytes))).toEqual({ subBufferBytes: bytes, longBytes: 8 });
});

test('the long of a 32-bit kernel', () => {
  const text = headerPage(4096).replace('commit;\toffset:8;\tsize:8', 'commit;\toffset:8;\tsize:4');
  expect(parsePageHeader(text).longBytes).toBe(4);
});

test('anything else is an error', () => {
  expect(() => parsePageHeader('')).toThrowError(expect.objectContaining({ code: 'E_TRACEFS_MISSING' }));
});
