// A vitest reporter that ends with one plain line: what passed, what failed, what was skipped. Skipped is not passed.

/** @returns {import('vitest/reporters').Reporter} */
export function closingLine() {
  return {
    onTestRunEnd(modules) {
      const counts = { passed: 0, failed: 0, skipped: 0 };
      for (const module of modules) {
        for (const test of module.children.allTests()) counts[test.result().state] += 1;
        // A file that cannot even be loaded has no tests to fail.
        if (module.errors().length > 0) counts.failed += 1;
      }
      process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
    },
  };
}
