import type { Exporter } from '../contracts/exporter';
import { encodeSafetensors } from '../run/safetensors';
import { describe, jsonFile } from './describe';

/**
 * Weights with PyTorch's names and layouts, as `torch.nn.Module.load_state_dict` takes them, and beside them the experiment
 * and the data record (vocabulary, scaling) that give them their meaning.
 */
export const exporter: Exporter = {
  kind: 'safetensors',
  files(request) {
    const { name, weights, experiment, data } = request;
    const metadata = { format: 'pt', ...describe(request) };
    return new Map([
      [`${name}.safetensors`, encodeSafetensors({ tensors: weights.tensors, metadata })],
      [`${name}.experiment.json`, jsonFile(experiment)],
      [`${name}.data.json`, jsonFile(data)],
    ]);
  },
};
