import { z } from 'zod';
import type { Exporter } from '../contracts/exporter';
import { type Descriptor, kindOf, Registry } from './descriptor';

/** The ending of an exporter's main file. */
export interface ExporterDescriptor extends Descriptor<Exporter> {
  readonly ending: string;
}

const safetensorsText = "Weights with PyTorch's names and layouts, with the experiment and the vocabulary beside them.";
const jsonText = 'Everything in one JSON file.';

export const exporters = new Registry<Exporter, ExporterDescriptor>('exporter', [
  {
    kind: 'safetensors',
    label: 'safetensors',
    description: safetensorsText,
    ending: '.safetensors',
    schema: z.strictObject({ kind: kindOf('safetensors', safetensorsText) }),
    load: async () => (await import('../export/safetensors')).exporter,
  },
  {
    kind: 'json',
    label: 'JSON',
    description: jsonText,
    ending: '.json',
    schema: z.strictObject({ kind: kindOf('json', jsonText) }),
    load: async () => (await import('../export/json')).exporter,
  },
]);
