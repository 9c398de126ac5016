import { LabError } from '@uringlab/schema';
import { runProgram } from '@uringlab/undo';

/** Author and `Signed-off-by` lines, one mailbox a line. */
const FORMAT = '--format=%an <%ae>%n%(trailers:key=Signed-off-by,valueonly)';

/**
 * Who wrote and who signed a commit of a tree, each once: whom a regression with a known culprit goes to
 * (Documentation/admin-guide/reporting-regressions.rst). Throws E_USAGE when the tree does not have the commit.
 */
export async function findSigners(tree: string, commit: string): Promise<string[]> {
  const { stdout } = await runProgram('git', ['-C', tree, 'log', '-1', FORMAT, commit, '--'], {
    packageName: 'git',
  }).catch((cause: unknown) => {
    if (cause instanceof LabError && cause.code === 'E_TOOL_MISSING') throw cause;
    throw new LabError('E_USAGE', `${tree} does not have the commit ${commit.slice(0, 12)}`, {
      cause,
      hint: 'name the git tree that was bisected with --tree',
    });
  });
  const byAddress = new Map<string, string>();
  for (const line of stdout.split('\n').map((text) => text.trim())) {
    const address = /<([^\s<>]+)>/.exec(line)?.[1]?.toLowerCase();
    // A note may stand behind the address: `(maintainer)`, `# 5.10`.
    if (address !== undefined && !byAddress.has(address))
      byAddress.set(address, line.slice(0, line.indexOf('>') + 1));
  }
  return [...byAddress.values()];
}
