/**
 * A message as a mailbox of one (mboxrd): lines that begin with any number of `>` and `From ` get one `>` more, which `git mailsplit
 * --mboxrd` takes away again. `when` is the date of the "From " line.
 */
export function toMboxrd(message: Uint8Array, when: Date): Buffer {
  const text = Buffer.from(message.buffer, message.byteOffset, message.byteLength).toString('latin1');
  const quoted = text.replace(/^(?=>*From )/gm, '>');
  const end = quoted.endsWith('\n') ? '\n' : '\n\n';
  const [day, date, month, year, time] = when.toUTCString().replace(',', '').split(' ');
  return Buffer.from(
    `From mboxrd@z ${day} ${month} ${date?.replace(/^0/, ' ')} ${time} ${year}\n${quoted}${end}`,
    'latin1',
  );
}
