import { randomBytes } from 'node:crypto';
import { UringError } from '../uring-error.ts';
import type { Agent } from './agent.ts';

/** The agent's own executable, whatever it is called there: the link is followed by the process that becomes it. */
const OWN_EXECUTABLE = '/proc/self/exe';

/** The result bytes of a plan that the agent runs in a second process of itself. Throws UringError. */
export async function runPlanApart(
  agent: Pick<Agent, 'writeFile' | 'readFile' | 'removeFile' | 'run'>,
  plan: Uint8Array,
  options: { signal?: AbortSignal | undefined },
): Promise<Uint8Array> {
  const name = `/tmp/uringlab-${randomBytes(4).toString('hex')}`;
  const [planPath, resultPath] = [`${name}.plan`, `${name}.result`];
  const made: string[] = [planPath];
  try {
    await agent.writeFile(planPath, plan);
    made.push(resultPath);
    const program = [OWN_EXECUTABLE, planPath, resultPath];
    const { status, signal, stderr } = await agent.run({ arguments: program }, options);
    if (signal !== 0 || status > 1) {
      const how = signal === 0 ? `with status ${status}` : `by signal ${signal}`;
      throw new UringError(
        'E_SYSTEM',
        `the executor's process ended ${how}: ${stderr.toString('utf8').trim()}`,
      );
    }
    return await agent.readFile(resultPath);
  } finally {
    // What stays in a guest goes with it; why the run failed is more than that.
    for (const path of made) await agent.removeFile(path).catch(() => {});
  }
}
