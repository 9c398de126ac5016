import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Duplex, type Readable, type Writable } from 'node:stream';
import { Agent } from '../agent/agent.ts';
import { agentPath } from '../native.ts';

/** A real agent that serves on a pipe. */
export interface AgentProcess {
  agent: Agent;
  child: ChildProcessByStdio<Writable, Readable, null>;
  /** Exit status, once it has ended. */
  status: Promise<number | null>;
  close(): Promise<void>;
}

export function startAgent(): AgentProcess {
  const child = spawn(agentPath, ['serve', '-'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const status = once(child, 'exit').then(([code]) => code as number | null);
  const agent = new Agent(Duplex.from({ writable: child.stdin, readable: child.stdout }));
  const close = async (): Promise<void> => {
    agent.close();
    await status;
  };
  return { agent, child, status, close };
}
