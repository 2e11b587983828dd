import type { Exporter } from '../contracts/exporter';
import { encodeSafetensors } from '../run/safetensors';
import { describe, jsonFile } from './describe';

/**
 * Weights with PyTorch's names and layouts, as `torch.nn.Module.load_state_dict` takes them, and beside them the experiment
 * and the data record (vocabulary, scaling) that give them their meaning.
 */
export const exporter: Exporter = {
  kind: 'safetensors',
  async files({ runs: [run] }) {
    const [experiment, data, weights] = await Promise.all([run.experiment(), run.data(), run.weights()]);
    const metadata = { format: 'pt', ...describe(run.name, experiment, weights) };
    return new Map([
      [`${run.name}.safetensors`, encodeSafetensors({ tensors: weights.tensors, metadata })],
      [`${run.name}.experiment.json`, jsonFile(experiment)],
      [`${run.name}.data.json`, jsonFile(data)],
    ]);
  },
};
