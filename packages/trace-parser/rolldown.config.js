/**
 * The package as few files: loading its modules one by one takes four times as long, and a report's first line waits for it. Types and
 * what tests look into stay as the compiler made them.
 */
export default {
  input: {
    index: 'dist/index.js',
    node: 'dist/node/index.js',
    'ahead-worker': 'dist/node/ahead-worker.js',
    'report-worker': 'dist/node/report-worker.js',
  },
  // Dependencies and Node's modules stay what they are.
  external: (id) => !id.startsWith('.') && !id.startsWith('/'),
  output: { dir: 'dist/bundle', format: 'esm', chunkFileNames: 'chunk-[name].js', cleanDir: true },
};
