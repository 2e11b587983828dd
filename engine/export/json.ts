import type { Exporter } from '../contracts/exporter';
import { describe, jsonFile } from './describe';

/** Everything in one JSON file: experiment, data record, and each tensor as shape and flat row-major numbers. */
export const exporter: Exporter = {
  kind: 'json',
  async files({ runs: [run] }) {
    const [experiment, data, weights] = await Promise.all([run.experiment(), run.data(), run.weights()]);
    const tensors = Object.fromEntries(
      [...weights.tensors].map(([path, tensor]) => [path, { shape: tensor.shape, data: [...tensor.data] }]),
    );
    const described = describe(run.name, experiment, weights);
    return new Map([[`${run.name}.json`, jsonFile({ ...described, experiment, data, tensors })]]);
  },
};
