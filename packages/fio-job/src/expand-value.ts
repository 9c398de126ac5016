import { type Place, refuse } from './place.ts';

/** What `${NAME}` and `$keyword` stand for. */
export interface Variables {
  environment: Readonly<Record<string, string | undefined>>;
  pageBytes: number;
  cpus: number;
  memoryMegabytes: number;
}

const SUM = /^\d+(?:\s*[-+*/]\s*\d+)*$/;

/** Products before sums, from left to right, as bc(1) has them, which fio asks. */
function calculate(text: string, place: Place): string {
  const terms = text.split(/\s*([-+])\s*/);
  let total = 0;
  for (let at = 0; at < terms.length; at += 2) {
    const [first, ...rest] = (terms[at] ?? '').split(/\s*([*/])\s*/);
    let product = Number(first);
    for (let factor = 0; factor < rest.length; factor += 2) {
      const value = Number(rest[factor + 1]);
      if (rest[factor] === '/' && value === 0)
        throw refuse(
          place,
          `${text} divides by zero`,
          'fio lets bc(1) work it out, which refuses it as well',
        );
      product = rest[factor] === '*' ? product * value : Math.trunc(product / value);
    }
    total += terms[at - 1] === '-' ? -product : product;
  }
  return String(total);
}

/**
 * A value with `${NAME}` from the environment (nothing for a variable that is not set) and fio's $pagesize, $mb_memory and $ncpus
 * filled in; where a keyword stands in a sum or product, what that comes to. Throws E_FIO_JOB.
 */
export function expandValue(value: string, variables: Variables, place: Place): string {
  const filled = value.replaceAll(/\$\{([^}]*)\}/g, (_, name: string) => variables.environment[name] ?? '');
  const keywords = {
    pagesize: variables.pageBytes,
    mb_memory: variables.memoryMegabytes,
    ncpus: variables.cpus,
  };
  const counted = filled.replaceAll(/\$(pagesize|mb_memory|ncpus)/g, (_, name: keyof typeof keywords) =>
    String(keywords[name]),
  );
  return counted !== filled && SUM.test(counted) ? calculate(counted, place) : counted;
}
