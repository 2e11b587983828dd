import type { Exporter } from '../contracts/exporter';
import { encodeNpz } from '../run/npz';
import { jsonFile } from './describe';

/** Weights by name in an archive that `numpy.load` reads, with the experiment and the data record beside it. */
export const exporter: Exporter = {
  kind: 'npz',
  async files({ runs: [run] }) {
    const [experiment, data, weights] = await Promise.all([run.experiment(), run.data(), run.weights()]);
    return new Map([
      [`${run.name}.npz`, encodeNpz(weights.tensors)],
      [`${run.name}.experiment.json`, jsonFile(experiment)],
      [`${run.name}.data.json`, jsonFile(data)],
    ]);
  },
};
