import { createReadStream } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Checkpoint, CheckpointName } from '../contracts/checkpoint';
import type { DataRecord } from '../contracts/data';
import type { RunEvent } from '../contracts/events';
import type { Experiment } from '../contracts/experiment';
import { Problem } from '../contracts/problem';
import type { RunSummary } from '../contracts/view';
import { checkpointFile, probeFile, runFiles, runFolderName, runNumber } from '../run/layout';
import { EventLogReader } from '../run/log';
import { formatVersion, type RunRecord } from '../run/record';
import { RunReducer } from '../run/reducer';
import { decodeSafetensors, encodeSafetensors } from '../run/safetensors';
import { writeAtomic, writeJson } from './atomic';
import { systemCode, writeProblem } from './file-problem';
import { exists } from './files';

/** Bytes by which what a checkpoint says in words may grow while its tensors stay as large. */
const moreText = 2 ** 16;

/** One run on disk. */
export class RunFolder {
  /** Absolute. */
  readonly path: string;
  /** What the last checkpoint was encoded in. New memory for each would pile up until it is collected. */
  private room: Uint8Array<ArrayBuffer> | undefined;

  constructor(folder: string) {
    this.path = path.resolve(folder);
  }

  get name(): string {
    return path.basename(this.path);
  }

  /** A new folder `NAME-N` under `runs`, with the next free number. */
  static async create(runs: string, name: string): Promise<RunFolder> {
    try {
      await fs.mkdir(runs, { recursive: true });
      await ignoreRuns(runs);
      const taken = (await fs.readdir(runs)).map((folder) => runNumber(folder, name) ?? 0);
      for (let number = Math.max(0, ...taken) + 1; ; number++) {
        const folder = path.join(runs, runFolderName(name, number));
        try {
          await fs.mkdir(folder);
          return new RunFolder(folder);
        } catch (error) {
          // Another process was quicker.
          if (systemCode(error) !== 'EEXIST') throw error;
        }
      }
    } catch (error) {
      throw writeProblem(error, runs);
    }
  }

  /** Throws `run-folder.missing` when there is no run at `folder`. */
  static async open(folder: string): Promise<RunFolder> {
    const run = new RunFolder(folder);
    await run.readRecord();
    return run;
  }

  /** All runs under `runs`, in the order of their creation. */
  static async list(runs: string): Promise<RunFolder[]> {
    const names = await fs.readdir(runs).catch(() => []);
    const found = await Promise.all(
      names.map(async (name) => {
        const run = new RunFolder(path.join(runs, name));
        const record = await run.readRecord().catch(() => undefined);
        return record && { run, created: record.created };
      }),
    );
    return found
      .filter((entry) => entry !== undefined)
      .sort((a, b) => a.created - b.created)
      .map(({ run }) => run);
  }

  file(name: string): string {
    return path.join(this.path, ...name.split('/'));
  }

  async readRecord(): Promise<RunRecord> {
    const record = await this.readJson<RunRecord>(runFiles.record);
    if (record.formatVersion !== formatVersion) {
      throw new Problem('run-folder.version', { run: this.name, version: String(record.formatVersion) });
    }
    return record;
  }

  /** The experiment file that the run was started from; it may be gone. */
  async experimentFile(): Promise<string> {
    return path.resolve(this.path, (await this.readRecord()).experimentFile);
  }

  readExperiment(): Promise<Experiment> {
    return this.readJson(runFiles.experiment);
  }

  readData(): Promise<DataRecord> {
    return this.readJson(runFiles.data);
  }

  writeRecord(record: RunRecord): Promise<void> {
    return writeJson(this.file(runFiles.record), record);
  }

  writeExperiment(experiment: Experiment): Promise<void> {
    return writeJson(this.file(runFiles.experiment), experiment);
  }

  writeData(data: DataRecord): Promise<void> {
    return writeJson(this.file(runFiles.data), data);
  }

  writeSummary(summary: RunSummary): Promise<void> {
    return writeJson(this.file(runFiles.summary), summary);
  }

  /** Returns the file's name inside the folder. */
  writeCheckpoint(name: CheckpointName, checkpoint: Checkpoint): Promise<string> {
    return this.writeTensors(checkpointFile(name), checkpoint);
  }

  /** Returns the file's name inside the folder. */
  writeProbe(step: number, sample: Checkpoint): Promise<string> {
    return this.writeTensors(probeFile(step), sample);
  }

  private async writeTensors(file: string, content: Checkpoint): Promise<string> {
    // Encoded before anything is awaited: the arrays are live memory.
    const bytes = encodeSafetensors(content, (length) => this.takeRoom(length));
    try {
      await fs.mkdir(path.dirname(this.file(file)), { recursive: true });
    } catch (error) {
      throw writeProblem(error, this.file(file));
    }
    await writeAtomic(this.file(file), bytes);
    this.room = new Uint8Array(bytes.buffer);
    return file;
  }

  /** Nobody else gets it until it is given back. */
  private takeRoom(length: number): Uint8Array<ArrayBuffer> {
    const { room } = this;
    this.room = undefined;
    return (room && room.length >= length ? room : new Uint8Array(length + moreText)).subarray(0, length);
  }

  async removeCheckpoint(name: CheckpointName): Promise<void> {
    await fs.rm(this.file(checkpointFile(name)), { force: true });
  }

  /** Undefined when there is none. */
  async readCheckpoint(name: CheckpointName): Promise<Checkpoint | undefined> {
    const file = checkpointFile(name);
    let bytes: Uint8Array;
    try {
      bytes = await fs.readFile(this.file(file));
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return undefined;
      throw new Problem('run-folder.unreadable', { run: this.name, file, reason: String(error) });
    }
    return decodeSafetensors(bytes, `${this.name}/${file}`);
  }

  /** The run's log, folded. */
  async reduce(): Promise<RunReducer> {
    const reducer = new RunReducer(this.name);
    for await (const event of this.events()) reducer.add(event);
    return reducer;
  }

  /** The run's log, event by event; none where there is no log yet. */
  async *events(): AsyncGenerator<RunEvent> {
    const reader = new EventLogReader();
    const file = this.file(runFiles.events);
    if (!(await exists(file))) return;
    for await (const piece of createReadStream(file, 'utf8')) yield* reader.read(piece as string);
  }

  private async readJson<T>(file: string): Promise<T> {
    let text: string;
    try {
      text = await fs.readFile(this.file(file), 'utf8');
    } catch (error) {
      const code = systemCode(error);
      if (code === 'ENOENT' || code === 'ENOTDIR') throw new Problem('run-folder.missing', { run: this.path, file });
      throw new Problem('run-folder.unreadable', { run: this.name, file, reason: String(error) });
    }
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new Problem('run-folder.damaged', { run: this.name, file });
    }
  }
}

/** Keeps runs out of git when they lie in a `.seqlab` folder. */
async function ignoreRuns(runs: string): Promise<void> {
  const parent = path.dirname(path.resolve(runs));
  if (path.basename(parent) !== '.seqlab') return;
  try {
    await fs.writeFile(path.join(parent, '.gitignore'), '*\n', { flag: 'wx' });
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
}
