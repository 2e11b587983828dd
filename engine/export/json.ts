import type { Exporter } from '../contracts/exporter';
import { describe, jsonFile } from './describe';

/** Everything in one JSON file: experiment, data record, and each tensor as shape and flat row-major numbers. */
export const exporter: Exporter = {
  kind: 'json',
  files(request) {
    const { name, weights, experiment, data } = request;
    const tensors = Object.fromEntries(
      [...weights.tensors].map(([path, tensor]) => [path, { shape: tensor.shape, data: [...tensor.data] }]),
    );
    return new Map([[`${name}.json`, jsonFile({ ...describe(request), experiment, data, tensors })]]);
  },
};
