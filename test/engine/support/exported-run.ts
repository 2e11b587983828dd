import type { Checkpoint } from '../../../engine/contracts/checkpoint';
import type { DataRecord } from '../../../engine/contracts/data';
import type { Experiment } from '../../../engine/contracts/experiment';
import type { RunEvent } from '../../../engine/contracts/events';
import type { NetworkGraphs } from '../../../engine/contracts/graph';
import type { ExportedRun } from '../../../engine/contracts/exporter';
import { RunReducer } from '../../../engine/run/reducer';

export interface RunParts {
  readonly experiment?: Experiment;
  readonly data?: DataRecord;
  readonly weights?: Checkpoint;
  /** Throws where the network cannot be written down. */
  readonly graphs?: () => NetworkGraphs;
  readonly events?: readonly RunEvent[];
}

/** A run as exporters see it, out of memory. What is not given is missing, as in a run that failed early. */
export function exportedRun(name: string, { experiment, data, weights, graphs, events = [] }: RunParts): ExportedRun {
  return {
    name,
    experiment: () => given(experiment, 'experiment'),
    data: () => given(data, 'data'),
    generated: () => Promise.resolve(undefined),
    weights: () => given(weights, 'weights'),
    graphs: async () => (await given(graphs, 'graphs'))(),
    view() {
      const reducer = new RunReducer(name);
      for (const event of events) reducer.add(event);
      return Promise.resolve(reducer.view(false));
    },
    async *events() {
      yield* await Promise.resolve(events);
    },
  };
}

function given<T>(part: T | undefined, what: string): Promise<T> {
  return part === undefined ? Promise.reject(new Error(`this run has no ${what}`)) : Promise.resolve(part);
}
