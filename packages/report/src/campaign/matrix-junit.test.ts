import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { sampleMatrix } from '../testing/sample-campaign.ts';
import { renderMatrixJunit } from './matrix-junit.ts';

function parse(xml: string) {
  expect(XMLValidator.validate(xml)).toBe(true);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: (name) => name === 'testsuite' || name === 'testcase',
  });
  return parser.parse(xml).testsuites.testsuite;
}

test('a fault is a failure, no verdict an error, and what was not run is skipped', () => {
  const suites = parse(renderMatrixJunit(sampleMatrix()));
  expect(
    suites.map(({ name, tests, failures, errors, skipped }: Record<string, string>) => [
      name,
      tests,
      failures,
      errors,
      skipped,
    ]),
  ).toEqual([
    ['lab on', '1', '1', '0', '0'],
    ['lab off', '1', '0', '0', '0'],
    ['6.1', '1', '0', '1', '0'],
    ['newest', '1', '0', '0', '1'],
  ]);
  expect(suites[0].testcase[0]).toMatchObject({
    classname: 'lab on',
    name: 'xfs race',
    failure: { message: 'application: unhandled short read' },
  });
  expect(suites[3].testcase[0].skipped.message).toBe('E_TOOL_MISSING: qemu-system-x86_64 is not installed');
});

test('names that are markup stay names', () => {
  const matrix = sampleMatrix();
  const hostile = `]]></testcase><x a="'>&amp; \u0000\u001b[2J`;
  for (const cell of matrix.cells) cell.kernel.name = hostile;
  const [suite] = parse(renderMatrixJunit(matrix));
  expect(suite.testcase).toHaveLength(4);
  expect(renderMatrixJunit(matrix)).not.toMatch(/(?!\n)\p{Cc}/u);
});
