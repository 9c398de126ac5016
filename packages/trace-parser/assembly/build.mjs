// Compiles the WebAssembly module into src/wasm/wasm-bytes.ts, so that the package loads no file: `node assembly/build.mjs`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

const directory = import.meta.dirname;
const target = join(directory, '../src/wasm/wasm-bytes.ts');
let binary;
const { error, stderr } = await asc.main(
  [
    'index.ts',
    '--baseDir',
    directory,
    '--outFile',
    'out.wasm',
    '--runtime',
    'stub',
    '--importMemory',
    '--importTable',
    '--use',
    'abort=',
    '-O3',
    '--converge',
  ],
  {
    writeFile(_name, contents) {
      binary = contents;
    },
  },
);
if (error !== null || binary === undefined) {
  process.stderr.write(`${stderr.toString()}${error?.message ?? 'nothing was compiled'}\n`);
  process.exitCode = 1;
} else {
  mkdirSync(join(target, '..'), { recursive: true });
  const text = Buffer.from(binary).toString('base64');
  writeFileSync(
    target,
    `/** The module of assembly/, compiled by assembly/build.mjs; base64. */\nexport const WASM_BYTES =\n  '${text}';\n`,
  );
}
