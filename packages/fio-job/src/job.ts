import { basename } from 'node:path';
import { type BlockSizesByDirection, blockSizesOf } from './block-sizes.ts';
import { type FollowedOption, treatmentOf } from './option-table.ts';
import { type Place, refuse } from './place.ts';
import type { Option, Section } from './read-sections.ts';
import { booleanOf, countOf, sizeOf } from './values.ts';

/** What a job does to its files. */
export interface Pattern {
  reads: boolean;
  writes: boolean;
  random: boolean;
}

/** A job as the lab runs it. Sizes and offsets in bytes. */
export interface FioJob extends Place {
  name: string;
  pattern: Pattern;
  blocks: BlockSizesByDirection;
  /** Of all its files together, from `offset` on. */
  size: number;
  /** How much is read and written in all. */
  ioSize: number;
  offset: number;
  /** Names of its files; where there are none, each clone has `files` of its own. */
  filenames: readonly string[] | null;
  files: number;
  clones: number;
  loops: number;
  depth: number;
  batch: number;
  direct: boolean;
  nowait: boolean;
  /** IOSQE_ASYNC on every so manieth request; 0 is none. */
  asyncEvery: number;
  sqpoll: boolean;
  registeredFiles: boolean;
  registeredBuffers: boolean;
  /** Whether what was written is read again. */
  verifies: boolean;
  /** Per cent of the requests. */
  readShare: number;
  seed: number | null;
  /** Blocks are drawn again and again, instead of each once. */
  withoutMap: boolean;
  /** The files leave the page cache before. */
  invalidates: boolean;
  /** POSIX_FADV_RANDOM. */
  randomAdvice: boolean;
  /** It begins when those before it have ended. */
  stonewall: boolean;
  /** What of it is not followed, and why, one sentence each. */
  notes: readonly string[];
}

const PATTERNS: Readonly<Record<string, Pattern>> = {
  read: { reads: true, writes: false, random: false },
  write: { reads: false, writes: true, random: false },
  rw: { reads: true, writes: true, random: false },
  readwrite: { reads: true, writes: true, random: false },
  randread: { reads: true, writes: false, random: true },
  randwrite: { reads: false, writes: true, random: true },
  randrw: { reads: true, writes: true, random: true },
};

/** Engines that read and write ranges of files: io_uring can do the same. */
const REPLACED_ENGINES = ['libaio', 'posixaio', 'sync', 'psync', 'vsync', 'pvsync', 'pvsync2'];

const AS_IT_IS = '--engine fio runs the job as it is';

/** The options of a section by name; of several the last counts. */
class Options {
  readonly #section: Section;
  readonly #last = new Map<string, Option>();

  constructor(section: Section) {
    this.#section = section;
    for (const option of section.options) this.#last.set(option.name, option);
  }

  get(name: FollowedOption): Option | undefined {
    return this.#last.get(name);
  }

  /** The one of them that stands last. */
  lastOf(...names: FollowedOption[]): Option | undefined {
    return this.#section.options.findLast(({ name }) => (names as string[]).includes(name));
  }

  boolean(name: FollowedOption, otherwise = false): boolean {
    const option = this.get(name);
    return option === undefined ? otherwise : booleanOf(option);
  }

  count(name: FollowedOption, otherwise: number, least: number, most: number): number {
    const option = this.get(name);
    return option === undefined ? otherwise : countOf(option, least, most);
  }

  all(): readonly Option[] {
    return [...this.#last.values()];
  }
}

/** Why each option that is not followed is left out. Throws E_FIO_JOB for one that cannot be. */
function noteLeftOut(options: Options): string[] {
  const notes: string[] = [];
  for (const { name, value, file, line } of options.all()) {
    const treatment = treatmentOf(name);
    if (treatment.kind === 'followed' || value === '0') continue;
    const text = value === null ? name : `${name}=${value}`;
    if (treatment.kind === 'refused')
      throw refuse({ file, line }, `${text}: the lab does not do this`, AS_IT_IS);
    notes.push(`${text} (line ${line}) is not followed: ${treatment.reason}`);
  }
  return notes;
}

function engineNotes(options: Options, section: Section): string[] {
  const engine = options.get('ioengine');
  if (engine?.value === 'io_uring') return [];
  if (engine === undefined)
    return [`${section.name} (line ${section.line}) names no ioengine: its requests are made by io_uring`];
  if (!REPLACED_ENGINES.includes(engine.value ?? ''))
    throw refuse(engine, `ioengine=${engine.value}: the lab has io_uring alone`, AS_IT_IS);
  return [`ioengine=${engine.value} (line ${engine.line}): the requests are made by io_uring`];
}

function patternOf(option: Option | undefined): Pattern {
  if (option === undefined) return PATTERNS.read as Pattern;
  const pattern = Object.hasOwn(PATTERNS, option.value ?? '') ? PATTERNS[option.value ?? ''] : undefined;
  if (pattern === undefined)
    throw refuse(option, `rw=${option.value}: the lab does ${Object.keys(PATTERNS).join(', ')}`, AS_IT_IS);
  return pattern;
}

/** Names, divided by colons; each is taken for a file of the test bed. Throws E_FIO_JOB. */
function filenamesOf(option: Option | undefined): string[] | null {
  if (option === undefined) return null;
  const names = (option.value ?? '').split(/(?<!\\):/).map((path) => path.replaceAll('\\:', ':'));
  return names.map((path) => {
    if (path.startsWith('/dev/'))
      throw refuse(
        option,
        `filename=${option.value}: the lab writes to no device that is there already`,
        'leave filename out, and give a size: the files are made on a place of the lab',
      );
    const name = basename(path);
    if (!/^[\w][\w.-]*$/.test(name))
      throw refuse(
        option,
        `filename=${option.value}: ${JSON.stringify(name)} is no name for a file of the lab`,
        'letters, digits, dots and hyphens',
      );
    return name;
  });
}

/** Per cent of reads: of rwmixread and rwmixwrite the last counts. */
function readShareOf(options: Options, pattern: Pattern): number {
  if (!pattern.writes) return 100;
  if (!pattern.reads) return 0;
  const option = options.lastOf('rwmixread', 'rwmixwrite');
  if (option === undefined) return 50;
  const share = countOf(option, 0, 100);
  return option.name === 'rwmixread' ? share : 100 - share;
}

function sizesOf(
  options: Options,
  section: Section,
  kilo: 1000 | 1024,
): Pick<FioJob, 'size' | 'ioSize' | 'offset'> {
  const [sizeOption, ioOption, offsetOption] = [
    options.get('size'),
    options.get('io_size'),
    options.get('offset'),
  ];
  if (sizeOption === undefined)
    throw refuse(section, `${section.name} has no size`, 'size=256m, say: the lab makes the files');
  for (const option of [sizeOption, ioOption, offsetOption]) {
    if (option?.value?.endsWith('%') === true)
      throw refuse(
        option,
        `${option.name}=${option.value}: there is no file yet that it could be a part of`,
        `${option.name}=64m, say`,
      );
  }
  const size = sizeOf(sizeOption, kilo);
  if (size === 0) throw refuse(sizeOption, 'size=0: there is nothing to read', 'size=256m, say');
  return {
    size,
    ioSize: ioOption === undefined ? size : sizeOf(ioOption, kilo),
    offset: offsetOption === undefined ? 0 : sizeOf(offsetOption, kilo),
  };
}

function kiloOf(option: Option | undefined): 1000 | 1024 {
  if (option === undefined || option.value === '1024') return 1024;
  if (option.value === '1000') return 1000;
  throw refuse(option, `kb_base=${option.value} is neither 1024 nor 1000`, 'kb_base=1024');
}

/** `direct` and `buffered` say the same of each other; the last counts. */
function isDirect(options: Options): boolean {
  const option = options.lastOf('direct', 'buffered');
  return option !== undefined && booleanOf(option) === (option.name === 'direct');
}

function verifies(options: Options, pattern: Pattern): boolean {
  const method = options.get('verify')?.value ?? '0';
  return pattern.writes && method !== '0' && method !== 'none' && options.boolean('do_verify', true);
}

/** A section as the lab runs it. Throws E_FIO_JOB, with the line, for what it does not do. */
export function interpretSection(section: Section): FioJob {
  const options = new Options(section);
  const notes = [...engineNotes(options, section), ...noteLeftOut(options)];
  const kilo = kiloOf(options.get('kb_base'));
  const pattern = patternOf(options.get('rw'));
  const advice = options.get('fadvise_hint');
  const depth = options.count('iodepth', 1, 1, 4096);
  const filenames = filenamesOf(options.get('filename'));
  return {
    name: options.get('name')?.value ?? section.name,
    file: section.file,
    line: section.line,
    pattern,
    blocks: blockSizesOf(options.lastOf('bs', 'bsrange', 'bssplit'), kilo),
    ...sizesOf(options, section, kilo),
    filenames,
    files: filenames?.length ?? options.count('nrfiles', 1, 1, 1000),
    clones: options.count('numjobs', 1, 1, 64),
    loops: options.count('loops', 1, 1, 1_000_000),
    depth,
    batch: Math.min(depth, options.count('iodepth_batch', 1, 0, 4096) || depth),
    direct: isDirect(options),
    nowait: options.boolean('nowait'),
    asyncEvery: options.count('force_async', 0, 0, 1_000_000),
    sqpoll: options.boolean('sqthread_poll'),
    registeredFiles: options.boolean('registerfiles') || options.boolean('sqthread_poll'),
    registeredBuffers: options.boolean('fixedbufs'),
    verifies: verifies(options, pattern),
    readShare: readShareOf(options, pattern),
    seed: options.get('randseed') === undefined ? null : options.count('randseed', 0, 0, 2 ** 32 - 1),
    withoutMap: options.boolean('norandommap'),
    invalidates: options.boolean('invalidate', true),
    randomAdvice:
      advice === undefined
        ? pattern.random
        : advice.value === 'random' || (advice.value === '1' && pattern.random),
    stonewall: options.boolean('stonewall'),
    notes,
  };
}
