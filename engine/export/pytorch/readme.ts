import type { DataRecord } from '../../contracts/data';
import type { DataConfig, DataPath, Experiment } from '../../contracts/experiment';

/** README.md of an exported project. */
export function projectReadme(
  name: string,
  experiment: Experiment,
  data: DataRecord,
  programs: readonly string[],
): string {
  const named = ['model.py', 'data.py', 'train.py', 'evaluate.py', 'launch.py', 'parity.py'];
  const modules = programs
    .filter((program) => !named.includes(program))
    .sort()
    .map((program) => `\`${program}\``)
    .join(', ');
  const files = data.files.map(({ path }) => `\`${path}\``).join(', ');
  const place =
    data.files.length > 0
      ? `Copy the data (${files}) into \`data/\`, or name them: \`${fileOptions(experiment.data)}\`. Then:`
      : 'The data, which the run made itself, is in `data/`.';
  const { model, train } = experiment;
  const variational =
    'variational' in model && model.variational && model.dropout > 0
      ? `\nSequence Lab trained with one dropout mask for all steps (variational dropout). PyTorch's recurrent layers have none of that
kind, so training goes on with a new mask for every step. What the weights compute is the same.\n`
      : '';
  const fedBack =
    'feedback' in model && model.feedback.kind !== 'teacher-forcing'
      ? `\nThe decoder goes on reading its own outputs for a share of the steps, as it would at this point of the run.\n`
      : '';
  return `# ${name}

The network that the run \`${name}\` of Sequence Lab trained, as a project for PyTorch 1.13 and Python 3.9 or newer.

| file | what it is |
| --- | --- |
| \`model.py\` | the network; its parameters have the names of \`weights.safetensors\` |
| \`data.py\` | the data as the run read it: tokens or columns, parts, batches |
| \`train.py\` | trains on; what is better than the run goes into \`trained.safetensors\` |
| \`evaluate.py\` | measures the weights on a part of the data |
| \`launch.py\` | starts several processes that train together |
| \`experiment.json\`, \`data.json\` | all settings, and what was learnt of the data: vocabulary, scaling |
| \`parity.py\` | runs the network on given inputs, for the comparison in \`parity.md\` |
| ${modules} | what these are made of |

${place}

\`\`\`sh
pip install -r requirements.txt
python evaluate.py
python train.py
python launch.py --processes 2 train.py
\`\`\`

\`train.py\` begins with the weights of the run and a new optimiser. It reports the validation before the first step and after every
epoch, and keeps the best weights; \`--epochs\` says how many, by default as many as the run was to make. With several processes, every
batch of ${train.batch} sequences is shared among them (gloo on processors; nccl on graphics cards, which is untested).
\`trained.safetensors\` goes back into Sequence Lab with _Import Weights..._ or \`seqlab import\`.
${fedBack}${variational}`;
}

/** What names the data files on the command line. */
function fileOptions({ path, train, validation, test }: DataConfig): string {
  const parts = Object.entries(path === undefined ? { train, validation, test } : { data: path });
  const files = (file: DataPath) => (typeof file === 'string' ? 'FILE' : 'SOURCES TARGETS');
  return parts.flatMap(([option, file]) => (file === undefined ? [] : `--${option} ${files(file)}`)).join(' ');
}
