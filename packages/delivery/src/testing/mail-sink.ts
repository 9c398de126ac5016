import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

export interface Received {
  from: string;
  to: string[];
  /** What came between DATA and the last dot, dots unstuffed. */
  bytes: Buffer;
}

/** A mail server that keeps what it gets. It wants jo's password where one is set. */
export async function startSink(options: { password?: string; refuse?: string } = {}) {
  const received: Received[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', ...(options.password === undefined ? ['AUTH'] : [])],
    allowInsecureAuth: true,
    authOptional: options.password === undefined,
    onAuth: ({ username, password }, _, done) => {
      const isRight = username === 'jo' && password === options.password;
      done(isRight ? null : new Error(`wrong password ${password}`), isRight ? { user: 'jo' } : undefined);
    },
    onRcptTo: ({ address }, _, done) => done(address === options.refuse ? new Error('no such user') : null),
    onData: async (stream, { envelope }, done) => {
      const bytes = await buffer(stream);
      const { mailFrom } = envelope;
      received.push({
        from: mailFrom === false ? '' : mailFrom.address,
        to: envelope.rcptTo.map(({ address }) => address),
        bytes,
      });
      done();
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    received,
    host: `127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    close: () => new Promise<void>((resolve) => server.close(resolve)),
  };
}
