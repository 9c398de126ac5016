import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  appendFile,
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  cleanAbandoned,
  findLoops,
  Journal,
  type Made,
  readMounts,
  readProcess,
  runProgram,
} from './index.ts';

const root = process.getuid?.() === 0;
if (!root) console.warn('journal: tests with mounts and loop devices skipped, they need root');

async function readMountPoints(): Promise<string[]> {
  return (await readMounts()).map((mount) => mount.path);
}

let base: string;
let stateDirectory: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'uringlab-undo-'));
  stateDirectory = join(base, 'state');
});

afterEach(async () => {
  await rm(base, { recursive: true });
});

function directory(name: string): Made & { path: string } {
  return { kind: 'directory', path: join(base, name) };
}

async function makeDirectory(journal: Journal, name: string): Promise<Made & { path: string }> {
  const made = directory(name);
  await journal.make(made, () => mkdir(made.path));
  return made;
}

/** Turns the one journal of the state directory into that of a process that is gone. */
async function orphan(edit: (text: string) => string = (text) => text): Promise<void> {
  const [name] = await readdir(stateDirectory);
  const path = join(stateDirectory, name ?? '');
  await writeFile(path, edit(await readFile(path, 'utf8')));
  await rename(path, join(stateDirectory, `${process.pid}-1-00.jsonl`));
}

test('undo takes one thing away, and twice is fine', async () => {
  const journal = await Journal.open({ stateDirectory });
  const a = await makeDirectory(journal, 'a');
  const b = await makeDirectory(journal, 'b');
  await writeFile(join(a.path, 'file'), 'x');
  await journal.undo(a);
  await journal.undo(a);
  expect(existsSync(a.path)).toBe(false);
  expect(existsSync(b.path)).toBe(true);
  expect(await journal.undoAll()).toEqual([]);
  expect(await journal.undoAll()).toEqual([]);
  expect(existsSync(b.path)).toBe(false);
  expect(await readdir(stateDirectory)).toEqual([]);
});

test('what was there before is refused, and stays', async () => {
  const journal = await Journal.open({ stateDirectory });
  const foreign = directory('foreign');
  await mkdir(foreign.path);
  await expect(journal.make(foreign, async () => {})).rejects.toMatchObject({ code: 'E_PATH' });
  await journal.undo(foreign);
  expect(await journal.undoAll()).toEqual([]);
  expect(existsSync(foreign.path)).toBe(true);
});

test('the entry is in the file before the thing is made', async () => {
  const journal = await Journal.open({ stateDirectory });
  const made = directory('a');
  await journal.make(made, async () => {
    const [name] = await readdir(stateDirectory);
    expect(await readFile(join(stateDirectory, name ?? ''), 'utf8')).toContain(JSON.stringify(made));
    await mkdir(made.path);
  });
  await journal.undoAll();
});

test('a creation that fails half-way is taken away at once', async () => {
  const journal = await Journal.open({ stateDirectory });
  const made = directory('a');
  const failing = journal.make(made, async () => {
    await mkdir(made.path);
    throw new Error('half-way');
  });
  await expect(failing).rejects.toThrow('half-way');
  expect(existsSync(made.path)).toBe(false);
  await journal.undoAll();
});

test('undoAll waits for what is being made, and nothing is made after it', async () => {
  const journal = await Journal.open({ stateDirectory });
  const made = directory('slow');
  let finish = (): void => {};
  const gate = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let started = (): void => {};
  const running = new Promise<void>((resolve) => {
    started = resolve;
  });
  const making = journal.make(made, async () => {
    started();
    await gate;
    await mkdir(made.path);
  });
  await running;
  const undone = journal.undoAll();
  finish();
  await making;
  expect(await undone).toEqual([]);
  expect(existsSync(made.path)).toBe(false);
  await expect(makeDirectory(journal, 'late')).rejects.toMatchObject({ code: 'E_INTERRUPTED' });
});

test('a process is ended, one with a reused pid is not', async () => {
  const journal = await Journal.open({ stateDirectory });
  const child = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
  const exited = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  const { pid, startTime } = (await readProcess(child.pid ?? 0)) ?? { pid: 0, startTime: '' };
  const impostor: Made = { kind: 'process', pid, startTime: `${startTime}1` };
  await journal.make(impostor, async () => {});
  await journal.undo(impostor);
  expect((await readProcess(pid))?.startTime).toBe(startTime);
  await journal.make({ kind: 'process', pid, startTime }, async () => {});
  expect(await journal.undoAll()).toEqual([]);
  expect(await exited).toBe('SIGTERM');
});

test('paths that are not absolute are refused', async () => {
  const journal = await Journal.open({ stateDirectory });
  const relative = journal.make({ kind: 'directory', path: 'here' }, async () => {});
  await expect(relative).rejects.toMatchObject({ code: 'E_USAGE' });
  await journal.undoAll();
});

describe('the state directory', () => {
  test('behind a symbolic link is refused', async () => {
    await mkdir(join(base, 'elsewhere'));
    await symlink(join(base, 'elsewhere'), stateDirectory);
    await expect(Journal.open({ stateDirectory })).rejects.toMatchObject({ code: 'E_PATH' });
    await expect(cleanAbandoned({ stateDirectory })).rejects.toMatchObject({ code: 'E_PATH' });
  });

  test('that others can write is refused', async () => {
    await mkdir(stateDirectory);
    await chmod(stateDirectory, 0o777);
    await expect(Journal.open({ stateDirectory })).rejects.toMatchObject({ code: 'E_PATH' });
  });

  test('holds one file for each journal, and a clean keeps the living', async () => {
    const one = await Journal.open({ stateDirectory });
    const two = await Journal.open({ stateDirectory });
    const made = await makeDirectory(one, 'a');
    expect(await cleanAbandoned({ stateDirectory })).toEqual({ undone: [], problems: [], alive: 2 });
    expect(existsSync(made.path)).toBe(true);
    await Promise.all([one.undoAll(), two.undoAll()]);
  });
});

describe('the journal of a dead lab', () => {
  test('with a torn last line is read up to there', async () => {
    const journal = await Journal.open({ stateDirectory });
    const made = await makeDirectory(journal, 'a');
    await orphan((text) => `${text}{"id":1,"made":{"kind":"direc`);
    expect(await cleanAbandoned({ stateDirectory })).toEqual({ undone: [made], problems: [], alive: 0 });
    expect(existsSync(made.path)).toBe(false);
    expect(await readdir(stateDirectory)).toEqual([]);
  });

  test('without a whole first line made nothing, and goes', async () => {
    await Journal.open({ stateDirectory });
    await orphan(() => '{"format":"uring');
    expect(await cleanAbandoned({ stateDirectory })).toEqual({ undone: [], problems: [], alive: 0 });
    expect(await readdir(stateDirectory)).toEqual([]);
  });

  test('with a damaged line inside is undone for the rest, reported and kept', async () => {
    const journal = await Journal.open({ stateDirectory });
    const made = await makeDirectory(journal, 'a');
    await orphan((text) => text.replace('\n', '\n{"id":7,"made":{"kind":"planet"}}\n'));
    const { undone, problems } = await cleanAbandoned({ stateDirectory });
    expect(undone).toEqual([made]);
    expect(problems).toMatchObject([{ made: null, error: { code: 'E_SYSTEM' } }]);
    expect(problems[0]?.error.message).toContain('line 2');
    expect(await readdir(stateDirectory)).toHaveLength(1);
  });

  test('of an earlier boot names processes and mounts no more, only directories', async () => {
    const journal = await Journal.open({ stateDirectory });
    const made = await makeDirectory(journal, 'a');
    const { pid, startTime } = (await readProcess(process.pid)) ?? { pid: 0, startTime: '' };
    await journal.make({ kind: 'process', pid, startTime }, async () => {});
    await orphan((text) => text.replace(/"bootId":"[^"]*"/, '"bootId":"earlier"'));
    expect(await cleanAbandoned({ stateDirectory })).toEqual({ undone: [made], problems: [], alive: 0 });
  });

  test('that another cleaner takes meanwhile is no problem', async () => {
    const journal = await Journal.open({ stateDirectory });
    await makeDirectory(journal, 'a');
    await orphan();
    const [path] = (await readdir(stateDirectory)).map((name) => join(stateDirectory, name));
    const both = await Promise.all([cleanAbandoned({ stateDirectory }), cleanAbandoned({ stateDirectory })]);
    expect(both.flatMap(({ problems }) => problems)).toEqual([]);
    expect(existsSync(path ?? '')).toBe(false);
  });

  test('never touches files that are no journals', async () => {
    await mkdir(stateDirectory, { mode: 0o700 });
    await appendFile(
      join(stateDirectory, 'notes.jsonl'),
      `${JSON.stringify({ id: 0, made: directory('state') })}\n`,
    );
    expect(await cleanAbandoned({ stateDirectory })).toEqual({ undone: [], problems: [], alive: 0 });
    expect(await readdir(stateDirectory)).toEqual(['notes.jsonl']);
  });
});

describe.skipIf(!root)('with mounts and loop devices', () => {
  async function makeImage(name: string): Promise<string> {
    const path = join(base, name);
    await writeFile(path, '');
    await truncate(path, 16 << 20);
    return path;
  }

  test('a directory with a mount below stays and is reported, the rest is undone', async () => {
    const journal = await Journal.open({ stateDirectory });
    const first = await makeDirectory(journal, 'first');
    const second = await makeDirectory(journal, 'second');
    const below = join(first.path, 'below');
    await mkdir(below);
    await runProgram('mount', ['-t', 'tmpfs', 'tmpfs', below]);
    await writeFile(join(below, 'precious'), 'x');
    const problems = await journal.undoAll();
    expect(problems).toMatchObject([{ made: first, error: { code: 'E_SYSTEM' } }]);
    expect(problems[0]?.error.message).toContain(below);
    expect(existsSync(second.path)).toBe(false);
    expect(existsSync(join(below, 'precious'))).toBe(true);
    await runProgram('umount', [below]);
    expect(await journal.undoAll()).toEqual([]);
    expect(existsSync(first.path)).toBe(false);
  });

  test('a loop device of another file, and another mount of it, are left alone', async () => {
    const [ours, theirs] = [await makeImage('image'), await makeImage('image2')];
    const device = (await runProgram('losetup', ['--find', '--show', theirs])).stdout.trim();
    await runProgram('mkfs.ext4', ['-q', device]);
    const foreign = join(base, 'mnt2');
    await mkdir(foreign);
    await runProgram('mount', [device, foreign]);

    const journal = await Journal.open({ stateDirectory });
    const loop: Made = { kind: 'loop', backing: ours };
    await journal.make(loop, () => runProgram('losetup', ['--find', ours]));
    const stolen = journal.make({ kind: 'loop', backing: theirs }, async () => {});
    await expect(stolen).rejects.toMatchObject({ code: 'E_PATH' });
    await rm(ours);
    expect(await findLoops(ours)).toHaveLength(1);
    expect(await journal.undoAll()).toEqual([]);

    expect(await findLoops(ours)).toEqual([]);
    expect(await findLoops(theirs)).toEqual([device]);
    expect(await readMountPoints()).toContain(foreign);
    await runProgram('umount', [foreign]);
    await runProgram('losetup', ['--detach', device]);
  });

  test('a mount is described, also with blanks in its path', async () => {
    const journal = await Journal.open({ stateDirectory });
    const point = await makeDirectory(journal, 'a b\\c');
    const made: Made = { kind: 'mount', path: point.path };
    await journal.make(made, () =>
      runProgram('mount', ['-t', 'tmpfs', '-o', 'nosuid,size=1m', 'a-word', point.path]),
    );
    const mount = (await readMounts()).find(({ path }) => path === point.path);
    expect(mount).toMatchObject({ filesystem: 'tmpfs', source: 'a-word', root: '/', device: { major: 0 } });
    expect(mount?.options.split(',')).toEqual(expect.arrayContaining(['nosuid', 'size=1024k']));
    const { dev } = await stat(point.path);
    expect(mount?.device.minor).toBe((dev & 0xff) | ((dev >> 12) & 0xfff00));
    expect(await journal.undoAll()).toEqual([]);
  });

  test('a mount that is busy for a moment is waited for', async () => {
    const journal = await Journal.open({ stateDirectory });
    const point = await makeDirectory(journal, 'mnt');
    const made: Made = { kind: 'mount', path: point.path };
    await journal.make(made, () => runProgram('mount', ['-t', 'tmpfs', 'tmpfs', point.path]));
    const holder = spawn('sleep', ['0.3'], { cwd: point.path, stdio: 'ignore' });
    await new Promise((resolve) => holder.once('spawn', resolve));
    expect(await journal.undoAll()).toEqual([]);
    expect(await readMountPoints()).not.toContain(point.path);
  });

  test('a mount is found through a symbolic link in its path', async () => {
    const journal = await Journal.open({ stateDirectory });
    await mkdir(join(base, 'real', 'mnt'), { recursive: true });
    await symlink(join(base, 'real'), join(base, 'link'));
    const path = join(base, 'link', 'mnt');
    await journal.make({ kind: 'mount', path }, () => runProgram('mount', ['-t', 'tmpfs', 'tmpfs', path]));
    expect(await readMountPoints()).toContain(join(base, 'real', 'mnt'));
    await journal.undo({ kind: 'mount', path });
    expect(await readMountPoints()).not.toContain(join(base, 'real', 'mnt'));
    await journal.undoAll();
  });
});
