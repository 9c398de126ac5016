import { spawn, spawnSync } from 'node:child_process';
import { Duplex, PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agentPath } from '../native.ts';
import { startAgent } from '../testing/agent-process.ts';
import { UringError } from '../uring-error.ts';
import { Agent } from './agent.ts';
import { BodyReader, BodyWriter } from './body.ts';
import { CALL } from './call-numbers.ts';
import { encodeFrame, type Frame, FrameReader } from './frame-codec.ts';

const frames = fc.array(
  fc.record({
    id: fc.nat(0xffffffff),
    call: fc.nat(0xffff),
    status: fc.nat(0xffff),
    body: fc.uint8Array({ maxLength: 200 }),
  }),
  { maxLength: 5 },
);

const plain = (list: readonly Frame[]) => list.map((frame) => ({ ...frame, body: [...frame.body] }));

describe('the codec', () => {
  test('finds the frames again, in whatever pieces they come', () => {
    fc.assert(
      fc.property(frames, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sent, sizes) => {
        const bytes = Buffer.concat(sent.map(encodeFrame));
        const reader = new FrameReader();
        const found: Frame[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          found.push(...reader.push(bytes.subarray(at, at + size)));
          at += size;
        }
        expect(plain(found)).toEqual(plain(sent));
        expect(reader.isWithinFrame).toBe(false);
      }),
    );
  });

  test('a body is read back as it was written, and never beyond its end', () => {
    const values = fc.tuple(fc.nat(0xffffffff), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.string());
    fc.assert(
      fc.property(values, fc.nat(), ([word, long, text], cut) => {
        const body = new BodyWriter().u8(true).u32(word).u64(long).text(text).texts([text, '']).take();
        const read = (bytes: Uint8Array): unknown => {
          const reader = new BodyReader(bytes);
          const found = [
            reader.u8(),
            reader.u32(),
            reader.u64(),
            reader.text(),
            reader.list((r) => r.text()),
          ];
          reader.end();
          return found;
        };
        const lone = Buffer.from(text).toString();
        expect(read(body)).toEqual([1, word, long, lone, [lone, '']]);
        expect(() => read(body.subarray(0, cut % body.length))).toThrow(UringError);
        expect(() => read(Buffer.concat([body, Buffer.alloc(1)]))).toThrow(/after the end/);
      }),
    );
  });

  test('numbers that do not fit are refused', () => {
    expect(() => new BodyWriter().u32(-1)).toThrow(UringError);
    expect(() => new BodyWriter().u64(1.5)).toThrow(UringError);
    expect(() => new BodyWriter().u64(2n ** 64n)).toThrow(UringError);
  });
});

/** A host whose agent says `bytes` to the first call, and then ends. */
async function hostThatHears(bytes: Uint8Array): Promise<unknown> {
  const [fromAgent, toAgent] = [new PassThrough(), new PassThrough()];
  const agent = new Agent(Duplex.from({ readable: fromAgent, writable: toAgent }));
  toAgent.once('data', () => fromAgent.end(bytes));
  toAgent.resume();
  return await agent.stat('/').catch((error: unknown) => error);
}

const answerToStat = (body: Uint8Array, frame: Partial<Frame> = {}) =>
  encodeFrame({ id: 1, call: CALL.stat, status: 0, body, ...frame });

describe('a host', () => {
  const whole = new BodyWriter().u64(1).u64(2).u64(3).u32(4).u32(5).u32(6).take();

  test('reads the answer when it is right', async () => {
    const expected = { inode: 1, bytes: 2, blockBytes: 3, mode: 4, device: { major: 5, minor: 6 } };
    expect(await hostThatHears(answerToStat(whole))).toEqual(expected);
  });

  test.each([
    ['nothing', Buffer.alloc(0), /the stream ended/],
    ['a part of a frame', answerToStat(whole).subarray(0, 20), /within a frame/],
    ['another magic', Buffer.from('Debian GNU/Linux 12 guest ttyS0\n'), /bad magic/],
    [
      'a frame without end',
      Buffer.concat([answerToStat(whole).subarray(0, 4), Buffer.alloc(12, 0xff)]),
      /4294967295 bytes/,
    ],
    ['an answer that was not asked for', answerToStat(whole, { id: 2 }), /not asked/],
    ['an answer to another call', answerToStat(whole, { call: CALL.look }), /not asked/],
    ['too short an answer', answerToStat(whole.subarray(1)), /ends too soon/],
    ['too long an answer', answerToStat(Buffer.concat([whole, whole])), /after the end/],
    ['a failure that is none', answerToStat(whole.subarray(0, 3), { status: 1 }), /ends too soon/],
  ])('that hears %s gets E_AGENT', async (_, bytes, message) => {
    expect(await hostThatHears(bytes)).toMatchObject({
      code: 'E_AGENT',
      message: expect.stringMatching(message) as string,
    });
  });

  test('gets an error with a code from any bytes, or an answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), fc.nat(80), async (noise, cut) => {
        const bytes = Buffer.concat([answerToStat(whole).subarray(0, cut), noise]);
        const heard = await hostThatHears(bytes);
        if (heard instanceof Error) expect(heard).toBeInstanceOf(UringError);
        else expect(heard).toHaveProperty('inode');
      }),
      { numRuns: 300 },
    );
  });

  test('whose connection was given up has that error for all calls', async () => {
    const { agent, close } = startAgent();
    const waiting = agent.run({ arguments: ['sleep', '1000'] });
    const reason = new Error('the console shows a panic');
    agent.fail(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(agent.stat('/')).rejects.toBe(reason);
    await close();
  });

  test('whose agent dies within a call gets E_AGENT', async () => {
    const { agent, child } = startAgent();
    const waiting = agent.run({ arguments: ['sleep', '2'] });
    child.kill('SIGKILL');
    await expect(waiting).rejects.toMatchObject({ code: 'E_AGENT' });
    await agent.ended;
  });
});

/** What an agent answers to these bytes, and how it ends when they are over. */
function tellAgent(input: Uint8Array): { status: number | null; signal: string | null; answers: Frame[] } {
  const { status, signal, stdout } = spawnSync(agentPath, ['serve', '-'], { input, maxBuffer: 1 << 30 });
  return { status, signal, answers: new FrameReader().push(stdout) };
}

const request = (call: number, body: Uint8Array = Buffer.alloc(0), id = 7) =>
  encodeFrame({ id, call, status: 0, body });

describe('an agent', () => {
  test('that hears nothing ends well', () => {
    expect(tellAgent(Buffer.alloc(0))).toEqual({ status: 0, signal: null, answers: [] });
  });

  test.each([
    ['no frame', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['a part of a header', request(CALL.probe).subarray(0, 9)],
    ['a part of a body', request(CALL.stat, new BodyWriter().text('/').take()).subarray(0, 18)],
    ['a body without end', Buffer.concat([request(CALL.stat).subarray(0, 4), Buffer.alloc(12, 0xff)])],
  ])('that hears %s says so as nobody’s answer, and ends', (_, bytes) => {
    const { status, answers } = tellAgent(bytes);
    expect(status).toBe(1);
    expect(answers).toMatchObject([{ id: 0, call: 0, status: 1 }]);
  });

  test('refuses calls it does not know, and bodies that are too long', () => {
    const { status, answers } = tellAgent(
      Buffer.concat([
        request(0, undefined, 1),
        request(999, undefined, 2),
        request(CALL.probe, Buffer.alloc(3), 3),
      ]),
    );
    expect(status).toBe(0);
    expect(answers.map(({ id, status: failed }) => [id, failed])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
    ]);
  });

  test('refuses a second call under an id that is in use', async () => {
    const child = spawn(agentPath, ['serve', '-'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const slow = new BodyWriter().texts(['sleep', '1000']).u8(0).text('').u32(0).u32(0).take();
    child.stdin.write(Buffer.concat([request(CALL.run, slow), request(CALL.run, slow)]));
    const reader = new FrameReader();
    const answer = await new Promise<Frame>((resolve) =>
      child.stdout.on('data', (piece: Buffer) => reader.push(piece).forEach(resolve)),
    );
    expect(answer).toMatchObject({ id: 7, call: CALL.run, status: 1 });
    const ended = new Promise((resolve) => child.on('exit', resolve));
    child.stdin.end();
    expect(await ended).toBe(0);
  });

  /** Calls that make or remove nothing, whatever their bodies say. */
  const harmless = fc.constantFrom(
    0,
    CALL.execute,
    CALL.look,
    CALL.residency,
    CALL.extents,
    CALL.probe,
    CALL.readDirectory,
    CALL.statfs,
    CALL.stat,
    CALL.kernelLog,
    CALL.powerOff,
    CALL.stop,
  );

  test('answers or refuses any body, and never crashes', () => {
    const calls = fc.array(fc.tuple(harmless, fc.uint8Array({ maxLength: 64 })), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(calls, (list) => {
        const bytes = Buffer.concat(list.map(([call, body], index) => request(call, body, index + 1)));
        const { status, signal, answers } = tellAgent(bytes);
        expect([status, signal]).toEqual([0, null]);
        expect(answers.map(({ id }) => id).sort((a, b) => a - b)).toEqual(list.map((__, index) => index + 1));
      }),
      { numRuns: 150 },
    );
  });
});
