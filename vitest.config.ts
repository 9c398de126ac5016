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
    reporters: ['default', closingLine()],
  },
});
