import { z } from 'zod';
import type { Exporter } from '../contracts/exporter';
import { type Descriptor, kindOf, Registry } from './descriptor';

export interface ExporterDescriptor extends Descriptor<Exporter> {
  /** The ending of the main file, with its dot; absent where the export is a folder of its own. */
  readonly ending?: string;
  /** Whether several runs go into one export. */
  readonly several: boolean;
  /** Whether it needs a checkpoint. */
  readonly weights: boolean;
}

const safetensorsText = "Weights with PyTorch's names and layouts, with the experiment and the vocabulary beside them.";
const pytorchText =
  'A PyTorch project: model, weights and data, and scripts that train on, alone or in several processes.';
const tensorboardText = 'Curves, weights, texts and settings of one or several runs for TensorBoard.';
const npzText = "Weights with PyTorch's names for NumPy, with the experiment and the vocabulary beside them.";
const csvText = 'Curves and settings of one or several runs as tables.';
const onnxText = 'A network for ONNX Runtime: any batch and length, with states in and out.';
const jsonText = 'Everything in one JSON file.';

export const exporters = new Registry<Exporter, ExporterDescriptor>('exporter', [
  {
    kind: 'safetensors',
    label: 'safetensors',
    description: safetensorsText,
    ending: '.safetensors',
    several: false,
    weights: true,
    schema: z.strictObject({ kind: kindOf('safetensors', safetensorsText) }),
    load: async () => (await import('../export/safetensors')).exporter,
  },
  {
    kind: 'onnx',
    label: 'ONNX',
    description: onnxText,
    ending: '.onnx',
    several: false,
    weights: true,
    schema: z.strictObject({ kind: kindOf('onnx', onnxText) }),
    load: async () => (await import('../export/onnx')).exporter,
  },
  {
    kind: 'pytorch',
    label: 'PyTorch project',
    description: pytorchText,
    several: false,
    weights: true,
    schema: z.strictObject({ kind: kindOf('pytorch', pytorchText) }),
    load: async () => (await import('../export/pytorch')).exporter,
  },
  {
    kind: 'npz',
    label: 'NumPy',
    description: npzText,
    ending: '.npz',
    several: false,
    weights: true,
    schema: z.strictObject({ kind: kindOf('npz', npzText) }),
    load: async () => (await import('../export/npz')).exporter,
  },
  {
    kind: 'json',
    label: 'JSON',
    description: jsonText,
    ending: '.json',
    several: false,
    weights: true,
    schema: z.strictObject({ kind: kindOf('json', jsonText) }),
    load: async () => (await import('../export/json')).exporter,
  },
  {
    kind: 'csv',
    label: 'CSV',
    description: csvText,
    ending: '.csv',
    several: true,
    weights: false,
    schema: z.strictObject({ kind: kindOf('csv', csvText) }),
    load: async () => (await import('../export/csv')).exporter,
  },
  {
    kind: 'tensorboard',
    label: 'TensorBoard',
    description: tensorboardText,
    several: true,
    weights: false,
    schema: z.strictObject({ kind: kindOf('tensorboard', tensorboardText) }),
    load: async () => (await import('../export/tensorboard')).exporter,
  },
]);
