import { defineConfig } from 'vitest/config';
import { closingLine } from './scripts/closing-line.mjs';

export default defineConfig({
  ssr: { resolve: { conditions: ['@uringlab/source', 'node', 'import', 'default'] } },
  test: {
    include: ['packages/*/{src,test}/**/*.test.ts', 'apps/*/test/**/*.test.ts'],
    pool: 'forks',
    // Two labs on one machine would take each other's cores, and see each other's loop devices as leftovers.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // On a fast device RWF_NOWAIT may bring what was not cached. This hides other tests that fail now and then as well: the
    // reporter names what was tried again, and each of these is to be looked into.
    retry: 2,
    reporters: ['default', closingLine()],
  },
});
