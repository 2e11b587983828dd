import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import type { Checkpoint } from '../../contracts/checkpoint';
import { Problem } from '../../contracts/problem';
import { decodeSafetensors, encodeSafetensors } from '../../run/safetensors';
import type { Executed } from './execute';

const run = promisify(execFile);

/** Loading PyTorch alone takes seconds where the disk is slow. */
const limitMilliseconds = 180_000;

/**
 * Runs a script of an exported project in a Python with PyTorch, where there is one: the one that SEQUENCE_LAB_PYTHON
 * names, else `python3`, `python` or `/usr/bin/python3`. Throws `export.no-pytorch`, and `export.script` when the script fails.
 */
export async function runPython(folder: string, script: string, inputs: Checkpoint): Promise<Executed> {
  const python = await findPython();
  const work = await fs.mkdtemp(path.join(os.tmpdir(), 'sequence-lab-'));
  try {
    const [cases, answers] = ['cases.safetensors', 'answers.safetensors'].map((name) => path.join(work, name));
    await fs.writeFile(cases, encodeSafetensors(inputs));
    try {
      await run(python, [script, cases, answers], { cwd: folder, timeout: limitMilliseconds });
      const decoded = decodeSafetensors(await fs.readFile(answers), 'answers.safetensors');
      return { answers: decoded, version: decoded.metadata.version };
    } catch (error) {
      const { stderr = '' } = error as { stderr?: string };
      throw new Problem('export.script', { script, reason: stderr.trim().split('\n').at(-1) || String(error) });
    }
  } finally {
    await fs.rm(work, { recursive: true, force: true });
  }
}

async function findPython(): Promise<string> {
  const named = process.env.SEQUENCE_LAB_PYTHON;
  for (const name of named ? [named] : ['python3', 'python', '/usr/bin/python3']) {
    try {
      await run(name, ['-c', 'import torch'], { timeout: limitMilliseconds });
      return name;
    } catch {
      // The next one may have it.
    }
  }
  throw new Problem('export.no-pytorch');
}
