import * as path from 'node:path';
import { stopOwner } from '../../engine/node/endpoint';
import { isOwned, readOwner } from '../../engine/node/owner';
import { RunFolder } from '../../engine/node/run-folder';
import { runsFolder } from '../../engine/run/layout';

/** Stops the runs of a workspace folder: each saves a checkpoint and can be resumed. */
export async function stopRuns(workspace: string): Promise<void> {
  const runs = await RunFolder.list(path.join(workspace, runsFolder));
  await Promise.all(
    runs.map(async (run) => {
      const owner = await readOwner(run);
      if (!owner || !(await isOwned(run))) return;
      await stopOwner(owner).catch(() => console.error(`${run.name} (process ${owner.pid}) could not be stopped.`));
    }),
  );
}
