import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createBirpc, type BirpcReturn } from 'birpc';
import * as vscode from 'vscode';
import { Problem } from '../../engine/contracts/problem';
import type { InspectionQuestions } from '../../engine/protocol/inspector';
import type { EngineListener, EngineService } from '../../engine/protocol/service';
import { Disposables } from '../base/disposables';
import { background, type Log } from '../base/log';
import { engineEnvironment } from '../workspace/engine-access';

/** What a person hears of a long call, and how it is given up. */
export interface Watch {
  readonly token?: vscode.CancellationToken;
  readonly piece?: (text: string) => void;
  /** From 0 to 1. */
  readonly progress?: (fraction: number) => void;
}

type Request<Method extends 'evaluate' | 'generate' | 'forecast' | 'answer' | 'read' | 'inspect'> = Parameters<
  EngineService[Method]
>[1];

interface Connection {
  readonly process: ChildProcess;
  readonly rpc: BirpcReturn<EngineService, EngineListener>;
}

/**
 * The engine's service process of this window: started at the first call, started again after a crash. Every call
 * rejects with a problem when the process ends under it.
 */
export class EngineClient extends Disposables {
  private connection: Connection | undefined;
  private readonly watches = new Map<string, Watch>();

  constructor(
    private readonly script: string,
    private readonly log: Log,
  ) {
    super();
    this.own({ dispose: () => this.connection?.process.kill() });
    this.own(
      vscode.workspace.onDidChangeConfiguration((change) => {
        // A process keeps the accelerator that it began with; the next call starts another one.
        const stale = change.affectsConfiguration('sequenceLab.accelerator') && this.watches.size === 0;
        if (stale) this.connection?.process.kill();
      }),
    );
  }

  /** Process id while the service runs. */
  get pid(): number | undefined {
    return this.connection?.process.pid;
  }

  check(request: Parameters<EngineService['check']>[0]): ReturnType<EngineService['check']> {
    return this.connect().check(request);
  }

  guess(request: Parameters<EngineService['guess']>[0]): ReturnType<EngineService['guess']> {
    return this.connect().guess(request);
  }

  export(request: Parameters<EngineService['export']>[0]): ReturnType<EngineService['export']> {
    return this.connect().export(request);
  }

  evaluate(request: Request<'evaluate'>, watch: Watch): ReturnType<EngineService['evaluate']> {
    return this.watched(watch, (service, id) => service.evaluate(id, request));
  }

  generate(request: Request<'generate'>, watch: Watch): ReturnType<EngineService['generate']> {
    return this.watched(watch, (service, id) => service.generate(id, request));
  }

  read(request: Request<'read'>, watch: Watch): ReturnType<EngineService['read']> {
    return this.watched(watch, (service, id) => service.read(id, request));
  }

  answer(request: Request<'answer'>, watch: Watch): ReturnType<EngineService['answer']> {
    return this.watched(watch, (service, id) => service.answer(id, request));
  }

  forecast(request: Request<'forecast'>, watch: Watch): ReturnType<EngineService['forecast']> {
    return this.watched(watch, (service, id) => service.forecast(id, request));
  }

  inspect(request: Request<'inspect'>, watch: Watch): ReturnType<EngineService['inspect']> {
    return this.watched(watch, (service, id) => service.inspect(id, request));
  }

  question<Q extends keyof InspectionQuestions>(
    question: Q,
    parameters: Parameters<InspectionQuestions[Q]>,
    watch: Watch,
  ): Promise<Awaited<ReturnType<InspectionQuestions[Q]>>> {
    return this.watched(watch, (service, id) => service.question(id, question, parameters));
  }

  /** A service that is gone keeps nothing. */
  async release(inspection: string): Promise<void> {
    await this.connection?.rpc.release(inspection);
  }

  probes(request: Parameters<EngineService['probes']>[0]): ReturnType<EngineService['probes']> {
    return this.connect().probes(request);
  }

  private async watched<T>(watch: Watch, call: (service: EngineService, id: string) => Promise<T>): Promise<T> {
    const id = randomUUID();
    const service = this.connect();
    const cancel = (): void => background(this.log, 'Cancel', service.cancel(id));
    const subscription = watch.token?.onCancellationRequested(cancel);
    this.watches.set(id, watch);
    try {
      return await call(service, id);
    } finally {
      this.watches.delete(id);
      subscription?.dispose();
    }
  }

  private connect(): EngineService {
    this.connection ??= this.start();
    return this.connection.rpc;
  }

  private start(): Connection {
    const child = fork(this.script, ['service'], {
      execPath: process.execPath,
      execArgv: [],
      env: engineEnvironment(),
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.log.info(`Engine service started, process ${child.pid}`);
    const listener: EngineListener = {
      piece: (id, text) => this.watches.get(id)?.piece?.(text),
      progress: (id, fraction) => this.watches.get(id)?.progress?.(fraction),
    };
    const rpc = createBirpc<EngineService, EngineListener>(listener, {
      post: (message) => child.send(message as object),
      on: (receive) => child.on('message', receive),
      bind: 'functions',
      timeout: -1, // An evaluation may take minutes; a process that ends rejects its calls below.
    });
    const connection = { process: child, rpc };
    child.stderr?.setEncoding('utf8').on('data', (text: string) => this.log.warn(`Engine service: ${text.trimEnd()}`));
    const end = (reason: string): void => {
      if (this.connection === connection) this.connection = undefined;
      if (!this.disposed) this.log.warn(`Engine service ended: ${reason}`);
      rpc.$close(new Problem('run.service-ended', { reason }));
    };
    child.once('error', (error) => end(error.message));
    child.once('exit', (code, signal) => end(signal ?? `exit code ${code}`));
    return connection;
  }
}
