import { KIB, MIB } from '@uringlab/schema';
import { expect, test } from 'vitest';
import { requireUsableOptions } from './require-usable-options.ts';
import { findScenario, SCENARIOS } from './scenarios/catalogue.ts';

const PAGE_BYTES = 4096;
const OPTIONS = { fileBytes: 64 * MIB, blockBytes: 64 * KIB, depth: 16, seed: 1, passes: 1 };

test.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
  'the defaults of %s are taken',
  (_, scenario) => {
    expect(() =>
      requireUsableOptions(scenario, { ...scenario.defaults, seed: 1, passes: 1 }, PAGE_BYTES),
    ).not.toThrow();
  },
);

test.each([
  ['nowait-page-boundary', { blockBytes: 4096 }, PAGE_BYTES, '--block-size at least 8 KiB'],
  ['eio-behind-good-pages', { blockBytes: 4096 }, PAGE_BYTES, '--block-size at least 8 KiB'],
  ['readahead-race', { blockBytes: 65_536 }, 65_536, '--block-size at least 128 KiB'],
  ['buffer-reused-in-flight', { depth: 1 }, PAGE_BYTES, '--depth at least 2'],
  ['eof-tail', { blockBytes: 20_480 }, 16_384, 'a page of this machine is 16 KiB'],
  ['eof-tail', { fileBytes: 2 ** 52 }, PAGE_BYTES, '--file-size at most 65536 MiB'],
  ['eof-tail', { blockBytes: MIB, depth: 4096 }, PAGE_BYTES, '--depth at most 1024'],
])('%s with %j and pages of %i bytes is refused, with what is possible', (name, options, pageBytes, hint) => {
  expect(() => requireUsableOptions(findScenario(name), { ...OPTIONS, ...options }, pageBytes)).toThrow(
    expect.objectContaining({ code: 'E_USAGE', hint: expect.stringContaining(hint) }),
  );
});

test.each([
  ['eof-tail', { blockBytes: 4096 }],
  ['nowait-page-boundary', { blockBytes: 8192 }],
  ['nowait-page-boundary', { fileBytes: 2 ** 36 }],
  ['nowait-page-boundary', { blockBytes: MIB, depth: 1024 }],
])('%s with %j is taken', (name, options) => {
  expect(() =>
    requireUsableOptions(findScenario(name), { ...OPTIONS, ...options }, PAGE_BYTES),
  ).not.toThrow();
});
