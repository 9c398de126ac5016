export const ENVELOPE = {
  from: 'Jo Doe <jo@example.org>',
  to: ['io-uring@example.org'],
  cc: ['Max M. <max@example.org>', 'io-uring@example.org'],
};
export const NEVER: AbortSignal = new AbortController().signal;

/** A draft of all that mail programs like to change. */
export const HARD_BODY = [
  'In 3 of 9 reads a read is short.',
  '',
  'From the first line on, this is what programs quote, fold and encode.',
  '>From a quoted one',
  '>>From two',
  '.',
  '..two dots',
  `   fio-4518  [001]    52.806976: xfs_file_buffered_read: ${'x'.repeat(300)}`,
  '\tint\ttabs;\t',
  'trailing blanks  ',
  'ünïcode ☃ 漢字',
  '=3D and =20 are no quoted-printable',
  '',
  '',
].join('\n');
export const HARD_DRAFT = Buffer.from(
  `Subject: io_uring: hard\nDate: Sat, 22 Nov 2025 14:33:05 +0000\nMessage-ID: <1@example.org>\nComments: From, To and Cc are for the\n sender to add\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n${HARD_BODY}`,
);
