import { z } from 'zod';

const names = () => z.array(z.string());
const side = () => z.enum(['source', 'target']);

const trace = z
  .strictObject({
    name: z.string().describe('Node and symbol, for example rnn.l0.f.'),
    symbol: z.string().describe('The symbol in the equations of the field: i, f, g, o, c, h; r, z, n.'),
    kind: z
      .enum(['input', 'gate', 'candidate', 'state', 'attention', 'output', 'probability', 'loss'])
      .describe('What it is. Gates and candidates are given after their activation.'),
    node: z.string().describe('The node of the graph that computes it.'),
    layer: z.int().optional().describe('Layer of a stack, from 0.'),
    direction: z.enum(['forward', 'backward']).optional(),
    side: side().describe('Whose steps the rows are.'),
    steps: z.int(),
    heads: z.int().describe('Heads of an attention, else 1.'),
    columns: z.int().describe('Units, classes, columns of a table, or steps of columnSide.'),
    columnSide: side().optional().describe('Of an attention: whose steps the columns are.'),
    columnNames: names().optional(),
    least: z.number().nullable(),
    greatest: z.number().nullable(),
    diverging: z.boolean().describe('Whether zero is a middle that matters.'),
    shape: z.tuple([z.int(), z.int(), z.int()]).describe('Steps, heads, columns.'),
    values: z.array(z.number().nullable()).describe('Row by row; null where there is no number.'),
  })
  .describe('One recorded array.');

const node = z.strictObject({
  id: z.string(),
  kind: z.enum(['input', 'embedding', 'recurrent', 'attention', 'linear', 'other', 'output']),
  shape: z.array(z.int()).describe('Shape of what it gives out, the batch left out.'),
  parameters: z.array(z.strictObject({ path: z.string(), shape: z.array(z.int()) })),
  parameterCount: z.int(),
  parameterBytes: z.int(),
  activationBytes: z.int(),
  traces: names(),
});

const input = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: z.string(), target: z.string().optional() }),
  z.strictObject({ kind: z.literal('table'), text: z.string() }),
  z.strictObject({
    kind: z.literal('part'),
    part: z.enum(['train', 'validation', 'test']),
    from: z.int(),
    length: z.int(),
  }),
]);

/** What `seqlab inspect` writes as JSON. */
export const inspectionFileSchema = z
  .strictObject({
    formatVersion: z.literal(1),
    run: z.string().describe('Name of the run.'),
    task: z.string(),
    model: z.string(),
    checkpoint: z.union([z.literal('best'), z.literal('last'), z.int()]),
    step: z.int().describe('Training steps that the weights have seen.'),
    input,
    sides: z
      .strictObject({ source: names().optional(), target: names().optional() })
      .describe('Tokens, dates or row numbers: what each step is called.'),
    hidden: z.array(z.int()).optional().describe('Cloze: steps whose tokens were hidden from the network.'),
    traces: z.array(trace),
    graph: z.strictObject({
      nodes: z.array(node),
      edges: z.array(z.strictObject({ from: z.string(), to: z.string(), recurrent: z.boolean() })),
    }),
    truncation: z.int().optional().describe('Steps of truncated back-propagation through time in training.'),
    offers: names().describe('Other questions that can be asked of this pass in the inspector.'),
  })
  .describe('One pass of a trained network over one input, with everything that it computed.');

/** JSON Schema (draft-07) of the file. */
export function inspectionJsonSchema(): object {
  return z.toJSONSchema(inspectionFileSchema, { target: 'draft-7' });
}
