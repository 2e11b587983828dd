import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A child process that answers each line of JSON with one line of JSON. */
export class LineProcess {
  private readonly child: ChildProcess;
  private readonly answers: AsyncIterator<string>;
  private readonly errors: string[] = [];

  constructor(
    private readonly name: string,
    command: string,
    parameters: readonly string[],
    environment: NodeJS.ProcessEnv = process.env,
  ) {
    const child = spawn(command, parameters, { stdio: ['pipe', 'pipe', 'pipe'], env: environment });
    // Without a listener an executable that is not there would end the bench.
    child.on('error', (error) => this.errors.push(error.message));
    child.stdin.on('error', () => {}); // The missing answer tells.
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.errors.push(text));
    this.answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    this.child = child;
  }

  /** @throws Error with what the child says, or with its last words when it died. */
  async ask<T>(request: object): Promise<T> {
    this.child.stdin?.write(`${JSON.stringify(request)}\n`);
    const line = await this.answers.next();
    if (line.done) throw new Error(`${this.name} ended: ${this.errors.join('').trim().split('\n').at(-1) ?? ''}`);
    const answer = JSON.parse(line.value) as T & { error?: string };
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer;
  }

  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null || this.child.pid === undefined) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}
