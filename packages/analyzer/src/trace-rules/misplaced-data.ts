import { formatHex } from '@uringlab/schema';
import type { Rule } from '../rules/rule.ts';
import type { TraceCase } from './trace-case.ts';

/** The bio must read the very sectors that the mapping names; else the file system or the block layer errs. */
export const misplacedData: Rule<TraceCase> = {
  claim: 'The file system or the block layer read the wrong place',
  judge({ lives }) {
    const mapped = [...lives.values()].filter(({ address }) => address.consistent !== null);
    const first = mapped[0];
    if (first === undefined) {
      return { holds: 'unknown', missing: 'the trace shows no mapping together with its bio' };
    }
    const astray = mapped.find(({ address }) => address.consistent === false);
    if (astray !== undefined) {
      return {
        holds: 'unknown',
        missing: `bio ${astray.address.sector} + ${astray.address.sectors} is not the place of iomap address ${astray.address.iomapAddress}`,
      };
    }
    const { address } = first;
    return {
      holds: 'no',
      excludedBy:
        `file offset ${formatHex(address.fileOffset)} is iomap address ${address.iomapAddress} = ${address.sector} * 512, ` +
        `and the bio is ${address.sector} + ${address.sectors}`,
    };
  },
};
