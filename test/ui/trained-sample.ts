import * as assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { installVsix, startCodeServer } from '../host/code-server';
import { root } from '../host/places';
import { removeProfile, temporaryProfile, undisturbed } from '../host/profile';
import { Workbench } from '../host/workbench';

export interface SampleOptions {
  /** Of the sample workspace: `dates`. */
  readonly sample: string;
  /** What of its experiment is another here, as the command line's `--set` takes it. */
  readonly set: readonly string[];
  readonly viewport: { readonly width: number; readonly height: number };
  /** For the extension host. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A folder with a sample and a run of it, open in a real VS Code with the packaged extension. */
export class TrainedSample {
  readonly errors: Error[] = [];

  private constructor(
    readonly folder: string,
    readonly workbench: Workbench,
    /** Ends everything, and removes the folder. */
    readonly close: () => Promise<void>,
  ) {
    workbench.page.on('pageerror', (error) => this.errors.push(error));
  }

  static async open({ sample, set, viewport, environment }: SampleOptions): Promise<TrainedSample> {
    const vsix = path.join(root, 'sequence-lab.vsix');
    assert.ok(fs.existsSync(vsix), 'There is no sequence-lab.vsix: npm run package');
    const profile = temporaryProfile(undisturbed);
    const folder = path.join(profile.folder, sample);
    fs.mkdirSync(path.join(folder, '.seqlab'), { recursive: true });
    const samples = path.join(root, 'dist/samples');
    for (const file of fs.readdirSync(samples).filter((name) => name.startsWith(`${sample}.`))) {
      fs.copyFileSync(path.join(samples, file), path.join(folder, file));
    }
    const changes = set.flatMap((change) => ['--set', change]);
    const seqlab = path.join(root, 'dist/seqlab.js');
    await promisify(execFile)(process.execPath, [seqlab, 'train', `${sample}.seqlab.json`, ...changes], {
      cwd: folder,
    });
    installVsix(profile, vsix);
    const server = await startCodeServer(profile, { trust: false, environment });
    const workbench = await Workbench.launch(viewport);
    await workbench.open(`${server.url}/?folder=${encodeURIComponent(folder)}`);
    return new TrainedSample(folder, workbench, async () => {
      await workbench.close();
      await server.stop();
      removeProfile(profile);
    });
  }
}
