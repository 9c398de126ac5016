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
    // On a fast device RWF_NOWAIT may bring what was not cached, and then a test sees another kernel than it was written for.
    retry: 2,
    reporters: ['default', closingLine()],
  },
});
