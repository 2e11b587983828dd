/**
 * The English sentence for every problem code: what is wrong, then what to do. `{name}` is replaced by an argument.
 * These sentences are also the keys of the translations in l10n/. One table, sorted by code.
 */
export const messages: Readonly<Record<string, string>> = {
  'backend.changed':
    'The run began with the {before} kernels and goes on with the {now} kernels, so its weights may differ a little from those of a run without a break.',
  'backend.missing': 'The kernels {backend} cannot be used here: {reason}. Set train.backend to auto.',
  'backend.reference': 'The fast kernels cannot be used here, so training runs on the slow reference kernels.',
  'catalog.unknown-kind': 'There is no {family} of the kind {kind}. Known kinds: {kinds}.',
  'checkpoint.missing-tensor':
    'The checkpoint holds no tensor named {path}. It was made by another model; start a new run.',
  'checkpoint.not-resumable': 'This checkpoint holds weights alone, so training cannot go on from it. Start a new run.',
  'checkpoint.wrong-shape':
    "The checkpoint's {path} has shape {found}, but the model needs {expected}. It was made by another model; start a new run.",
  'config.attention-sizes':
    'The attention {kind} compares vectors of the same size, but the decoder has {query} numbers and the encoder {memory}. Choose the attention general or additive, or make the sizes equal.',
  'config.decoder-tokens':
    'The model {model} writes tokens, but the task asks for something else. Choose another model.kind.',
  'cloze.no-gaps':
    'Chance hides no token of the {part} part, so there is nothing to predict in it. Use a longer text, a larger task.hidden, or another data.split.',
  'config.empty': 'The experiment file is empty. Write an object with data.path, or use the command New Experiment.',
  'config.future': 'A language model must not see the tokens that it predicts. Set model.bidirectional to false.',
  'config.generate-and-files': 'Give either data.generate or files, not both.',
  'config.heads':
    'The {units} units that look back cannot be shared among {heads} heads. Set model.attention.heads to a divisor of {units}.',
  'config.future-attention':
    'A language model must not see the tokens that it predicts, but attention looks at all of them. Remove model.attention.',
  'config.invalid': '{path} is not valid: {reason}.',
  'config.missing': '{path} is missing.',
  'config.missing-kind': '{path} is missing. Write one of: {values}.',
  'config.model-task': 'The model {model} cannot do the task {task}. Choose another model.kind or task.kind.',
  'config.no-data':
    'There is no data. Give data.path, or data.train with data.validation and data.test, or data.generate.',
  'config.no-validation':
    '{path} waits for validations, but there is no validation part. Give it a share of data.split, or remove {path}.',
  'config.not-above': '{path} is {found}, but must be greater than {least}.',
  'config.not-below': '{path} is {found}, but must be less than {greatest}.',
  'config.not-finite': '{path} is too large for a number.',
  'config.path-and-parts': 'Give either data.path or data.train with its other parts, not both.',
  'config.repeated': '{path} names {name} a second time. Name every column once.',
  'config.shared-embedding':
    'Source and target do not share one vocabulary, so they cannot share their token vectors. Set model.sharedEmbedding to false, or task.vocabularies to shared.',
  'config.split-sum': 'The fractions of data.split sum to {sum}, but must sum to 1.',
  'config.syntax': 'This is not valid JSON: {reason}. Comments and trailing commas are allowed.',
  'config.too-big': '{path} is {found}, but must be at most {greatest}.',
  'config.too-long': '{path} is too long.',
  'config.too-short': '{path} must not be empty.',
  'config.too-small': '{path} is {found}, but must be at least {least}.',
  'config.unknown-key': 'There is no key named {key} here. Remove it.',
  'config.unknown-key-guess': 'There is no key named {key} here. Did you mean {guess}?',
  'config.unknown-value': '{path} is {found}, which is not known. Use one of: {values}.',
  'config.wrong-length': '{path} has {found} entries, but must have {expected}.',
  'config.wrong-type': '{path} must be of type {expected}, but it is of type {found}.',
  'conll.cells':
    'The number of columns in line {line} is {found}, not {expected} as expected: a token and its tags. Correct the line, leave an empty line between sentences, or name the right data.delimiter.',
  'data.binary':
    '{file} is not a text file: byte {offset} belongs to no text. Choose a text or CSV file, or name the encoding in data.encoding.',
  'data.changed':
    '{file} has changed since the run began, so the run cannot go on to the same end. Bring the old file back, or start a new run.',
  'data.empty': '{file} is empty. Choose a file that holds data.',
  'data.encoding':
    '{file} is not valid {encoding}: the byte at offset {offset} (line {line}) does not fit. Name the right encoding in data.encoding (for example gb18030 or utf-16le), or repair the file.',
  'data.encoding-name':
    'The encoding "{encoding}" is not known. Use a name such as utf-8, utf-16le or gb18030, or leave data.encoding out.',
  'data.generated-kind':
    'What {generator} makes is not what the task {task} learns from. Choose another task.kind, or leave the task out.',
  'data.kind':
    'The format {format} does not give what the task {task} learns from. Choose another task.kind, or another data.format.',
  'data.long-line':
    'Line {line} has more than {millions} million characters, so this is no file of lines. Choose another file or data.format.',
  'data.memory':
    '{file} needs up to {needed} MB of memory and the limit is {limit} MB. Use a smaller file, or a part of this one.',
  'data.missing': 'The file {file} does not exist. Correct the path; paths are relative to the experiment file.',
  'data.no-part': 'There is no {part} part. Give it a share of data.split, or a file of its own.',
  'data.no-path':
    'The experiment names no data. Set data.path to a file, or data.train, data.validation and data.test to three.',
  'data.no-training-part': 'There is no data to train on. Give a path, and a first fraction of split that is not zero.',
  'data.not-a-file': '{file} is not a file. Choose a text or CSV file.',
  'data.outside':
    '{file} lies outside the workspace. Move it into the workspace, or name a wider folder with --root on the command line.',
  'data.short-text':
    'The {part} part has {tokens} tokens and needs at least {needed}. Use a longer text, a smaller train.window or train.batch, or another data.split.',
  'data.shrunk': '{file} became shorter while it was read. Try again when nothing else writes it.',
  'data.split': 'The split {split} is not possible: data.split needs three fractions, none below 0, that sum to 1.',
  'data.unreadable': '{file} cannot be read ({reason}). Check its permissions.',
  'described.columns':
    'What the text is about must be named. Give the columns of numbers in data.columns, and the column of the text in data.target.',
  'described.empty': 'The text in the column {column} of row {row} is empty. Fill it in, or remove the row.',
  'described.number': 'The column {column} does not hold numbers. Name columns of numbers in data.columns.',
  'experiment.missing': 'The experiment file {file} does not exist. Check the path.',
  'experiment.not-text': '{file} is not UTF-8 text. Choose an experiment file (NAME.seqlab.json).',
  'experiment.unreadable': 'The experiment file {file} cannot be read ({reason}). Check its permissions.',
  'export.answers':
    'What was exported gives {name} in the shape {found} where {expected} was expected. Please report this.',
  'export.broken-onnxruntime':
    'The ONNX Runtime that {folder} leads to cannot be loaded: {reason}. Install it anew, and export again.',
  'export.no-onnxruntime':
    'No ONNX Runtime was found. Install it beside the file (npm install onnxruntime-node), or set SEQUENCE_LAB_ONNXRUNTIME to a folder that has it, and export again.',
  'export.no-pytorch':
    'No Python with PyTorch was found. Install PyTorch, or set SEQUENCE_LAB_PYTHON to a Python that has it, and export again.',
  'export.onnxruntime':
    'ONNX Runtime cannot run what was exported: {reason}. The exported files are there, but were not compared.',
  'export.operation': 'The operation {operation} cannot be written in this format. Choose another format.',
  'export.script': '{script} failed: {reason}. The exported files are there, but were not compared.',
  'export.sizes':
    'The network computes something else at other lengths or batch sizes, so it cannot be written down once for all. Choose a format that holds weights alone.',
  'export.step-index':
    'A cell of this network looks at the index of its step, so its step cannot be written down once for all. Choose a format that holds weights alone.',
  'export.view':
    'The network reads a part of memory ({to} of {from}) in a way that cannot be written down. Choose a format that holds weights alone.',
  'forecast.inputs':
    'A forecast beyond the horizon of the model ({horizon}) needs future values of {columns}, which the model does not predict. Ask for no more rows than the horizon.',
  'forecast.short': 'The last series of {file} has {rows} rows and the model sees {window}. Use a longer table.',
  'import.format':
    '{file} holds no weights: it is neither a .safetensors nor an .npz file, or it is damaged. Choose a file of weights.',
  'import.lost': 'The run {run} ended before its imported weights were written. Import them once more.',
  'import.misfit':
    'The weights in {file} do not fit the model. {lists} Change the model of the experiment, or rename the tensors.',
  'import.surplus':
    'The model of the experiment has no place for these weights of {file}: {surplus}. Change the model, or leave them out (--ignore-surplus).',
  'import.too-large':
    '{file} is larger than the limit of {limit} MiB. Save the weights alone, without the state of the optimiser.',
  'inspect.changed': '{file} has changed since it was read. Select the text once more and inspect it.',
  'inspect.empty': 'There is nothing to look at: the input is empty. Choose a text or rows that are not.',
  'inspect.input':
    'A run of the task {task} does not read this kind of input. Choose a text for a run on text, and rows of a table for a run on a table.',
  'inspect.memory':
    'Looking into this input would need {needed} MiB of memory, more than the limit of {limit} MiB. Choose a shorter input.',
  'inspect.no-checkpoint':
    'The run {run} keeps no checkpoint {checkpoint}. Choose another one; train.keepCheckpoints says how many are kept.',
  'inspect.no-steps': 'No step uses the weight {parameter} by itself. Choose a weight of a recurrent layer.',
  'inspect.no-trace': 'Nothing named {trace} was recorded. Choose one of the traces of the pass.',
  'inspect.not-offered':
    'A model of the kind {model} does not answer the question {question} about this input. Choose another view.',
  'inspect.not-selected':
    'What is shown was not read from an editor. Select text in an editor and run “Sequence Lab: Inspect Selection With...” on it.',
  'inspect.released': 'This pass is no longer kept in memory. Inspect the input again.',
  'inspect.task': 'Runs of the task {task} cannot be inspected yet. Choose another run.',
  'inspect.too-long':
    'The input has {steps} steps, and at most {most} can be looked at together. Choose a shorter one.',
  'internal.duplicate-parameter': 'Two layers claim the parameter {path}. Please report this.',
  'internal.error': 'Something went wrong inside Sequence Lab: {message}',
  'internal.memory-overrun':
    'The memory plan was too small: {needed} bytes were needed, {planned} were planned. Please report this.',
  'internal.shape': 'The operation {operation} was given shapes that do not fit: {shapes}. Please report this.',
  'memory.too-large':
    'Training would need {needed} of memory, more than the limit of {limit}. Make the batch, the window or the model smaller.',
  'npz.array':
    'The array {name} in {file} is damaged, or of a type that is not read here. Save it as float32 with numpy.savez.',
  'npz.damaged': '{file} is not an archive of NumPy arrays, or it is damaged. Save it again with numpy.savez.',
  'npz.too-large':
    '{file} would unpack to more than {limit} MiB, so it was not read. Save only the arrays that are needed.',
  'pairs.cells':
    'The number of columns in line {line}, cut at {delimiter}, is {found}, not {expected} as expected: a source, a target and the same further columns in every line. Correct the line, or name the right data.delimiter.',
  'pairs.empty': 'The {side} in line {line} is empty. Fill it in, or remove the pair.',
  'pairs.json': 'Line {line} is not a JSON object: {reason}. Write one object a line.',
  'pairs.key':
    'Line {line} has no {key}; it has {keys}. Name the keys in data.columns (source), data.target and data.group.',
  'pairs.left-out':
    '{count} pairs or rows were left out, because they have more than task.longest tokens. Make task.longest greater to keep them.',
  'pairs.line-count':
    '{longer} goes on after line {lines}, where {shorter} ends. The two files must have the same number of lines: line by line a source and its target.',
  'pairs.mixed':
    'The {side} in line {line} is a text where others are lists of tokens, or the other way round. Write every {side} in the same way.',
  'pairs.none': '{file} holds no pair. Choose a file with at least one source and its target.',
  'pairs.one-column': '{path} names {count} columns, but a source or a target is one column. Name one.',
  'pairs.one-file':
    'The format {format} reads one file, but two are named. Name one file, or leave data.format out for two files that belong together line by line.',
  'pairs.short': 'The {part} part has no pair. Use more pairs, another data.split, or a greater task.longest.',
  'pairs.two-files':
    'Two aligned files are needed, and {file} is one. Name both: the file of the sources and the file of the targets.',
  'pairs.value': 'The {key} in line {line} is neither a text nor a list of texts that are not empty. Correct it.',
  'predict.no-gap': 'The text has no gap to fill in. Write _ in place of each hidden token.',
  'predict.memory':
    'This would need {needed} MiB of memory, more than the limit of {limit} MiB. Choose a shorter input, fewer answers at once, or a smaller part of the data.',
  'predict.numbers':
    'The source must be {count} numbers, for these columns: {columns}. Write them in this order, or as name=number with commas between.',
  'predict.no-pairs':
    'A run of the task {task} gives no answers. Ask for text or a forecast, or name a run that translates or writes about data.',
  'predict.no-source': 'There is nothing to answer. Give a source with at least one token.',
  'predict.no-table': 'A run of the task {task} makes no forecasts. Ask for text, or name a run of a forecasting task.',
  'predict.no-tokens': 'A run of the task {task} says nothing of single tokens. Name a run of a tagging or cloze task.',
  'predict.no-text':
    'A run of the task {task} generates no text. Ask for a forecast, or name a run of a language model.',
  'run-folder.damaged': '{file} of the run {run} is damaged. Start a new run.',
  'run-folder.finished': 'The run {run} is finished, so there is nothing to resume. Start a new run.',
  'run-folder.missing': 'There is no run at {run}: it has no {file}. Name a folder under .seqlab/runs.',
  'run-folder.no-checkpoint': 'The run {run} has no weights yet. Wait for its first checkpoint, or train it.',
  'run-folder.none-to-resume': 'No run of {experiment} under {runs} can go on. Train it without --resume.',
  'run-folder.owned': 'Process {pid} on {host} works on the run {run}. Stop it first.',
  'run-folder.unreadable': '{file} of the run {run} cannot be read ({reason}). Check its permissions.',
  'run-folder.version':
    'The run {run} has format version {version}, which this version of Sequence Lab does not know. Update Sequence Lab.',
  'run.busy': 'A process works on the run {run}. Stop it first.',
  'run.cancelled': 'Cancelled.',
  'run.disk-full':
    'There is no space left to write {file}. Free some space and resume; what was saved before is whole.',
  'run.folder-unreadable': "The run folder {folder} can't be read. Look at the log, then try again.",
  'run.gradient-not-finite':
    'The gradient of {layer} is not a finite number at step {step}. Try a smaller learning rate or clip the gradient by norm. The last good checkpoint is kept.',
  'run.loss-not-finite':
    'The loss is not a finite number at step {step}; it went wrong in {layer} (operation {operation}). Try a smaller learning rate or clip the gradient by norm. The last good checkpoint is kept.',
  'run.not-writable': '{file} cannot be written ({reason}). Check the permissions of the folder.',
  'run.owner-lost':
    'The process that trains this run does not answer: {reason}. Wait a minute: it shows as interrupted then, and can be resumed.',
  'run.peer-lost': 'The other process is gone ({reason}). Try again.',
  'run.process-ended': 'The process of the run ended before it could start: {reason}. The log says more; try again.',
  'run.service-ended':
    "The engine's process ended in the middle of its work: {reason}. It is started again when you try again.",
  'run.taken-over':
    'Another process took over this run folder, because this one gave no sign of life for a while. Nothing is lost; look at the other process.',
  'run.thread-failed':
    'A thread of the kernels failed: {reason}. Resume the run, or set train.threads to 1 and start again.',
  'run.untrusted':
    'This workspace is in Restricted Mode, so Sequence Lab runs nothing in it. Trust the workspace first.',
  'run.validation-not-finite':
    'The validation loss is not a finite number at step {step}. Try a smaller learning rate or clip the gradient by norm. The last good checkpoint is kept.',
  'run.write-failed': 'Writing {file} failed ({reason}). Check the disk, then resume.',
  'run.wrong-token': 'This request does not come from somebody who may read the run folder.',
  'safetensors.header': '{file} is not a safetensors file, or it is damaged. Use another checkpoint.',
  'safetensors.tensor':
    'The tensor {name} in {file} is damaged, or has a type that is not read here (F32, F64 and I32 are). Use another checkpoint.',
  'safetensors.truncated': '{file} ends too early: it was not written to its end. Use another checkpoint.',
  'table.date-order':
    'The dates of the column {column} can be read with the day or with the month first. Write them as ISO 8601 (2024-12-31), or leave the column out through data.time, data.target and data.columns.',
  'table.delimiter':
    'The delimiter "{delimiter}" is not possible. Give data.delimiter one character, such as ",", ";" or "\\t".',
  'table.duplicate-name':
    'The columns {first} and {second} are both named {name}. Give every column a name of its own.',
  'table.missing':
    'The column {column} has no value in line {line} ("{text}"). Fill it in, or set data.missing.policy to drop, forward or interpolate.',
  'table.missing-forward':
    'The column {column} has no value in line {line}, and none before it to carry forward. Fill it in, or set data.missing.policy to drop.',
  'table.missing-interpolate':
    'The column {column} has no value in line {line}, and none on one side of it to interpolate from. Fill it in, or set data.missing.policy to drop.',
  'table.missing-key':
    'The column {column} orders or groups the rows, but line {line} has no value ("{text}"). Fill it in, or set data.missing.policy to drop.',
  'table.missing-text':
    'The column {column} has no text in line {line}. Fill it in, or set data.missing.policy to drop.',
  'table.no-numbers': '{file} has no column of numbers to predict. Choose another file, or check data.delimiter.',
  'table.no-rows': '{file} has no rows of values. Choose a table with a header and at least one row.',
  'table.no-training-rows': 'No row falls into the training part. Choose another data.split.',
  'table.not-date':
    '"{text}" in line {line} of the column {column} is not a date like the others. Correct it, or add it to data.missing.tokens.',
  'table.not-finite':
    '{text} in line {line} of the column {column} is too large for a number. Correct it, or add it to data.missing.tokens.',
  'table.not-number':
    '"{text}" in line {line} of the column {column} is not a number. Correct it, add it to data.missing.tokens, or leave the column out through data.target and data.columns.',
  'table.quote-open':
    'The quote in line {line}, column {column} is never closed. Close it, or double the quotes that belong to the text.',
  'table.quote-text':
    'After the closing quote in line {line}, column {column} there is more text before the delimiter. Double the quotes that belong to the text.',
  'table.ragged':
    'The number of cells in line {line} is {found}, in the header {expected}. Correct the line, or name the right data.delimiter.',
  'table.repaired-drop':
    '{count} rows were left out, because the column {column} has no value there and data.missing.policy is drop.',
  'table.repaired-forward':
    '{count} missing values of the column {column} were filled with the value before, because data.missing.policy is forward.',
  'table.repaired-interpolate':
    '{count} missing values of the column {column} were drawn between their neighbours, because data.missing.policy is interpolate.',
  'table.short':
    'The longest series of the {part} part has {rows} rows and needs at least {needed}: task.window and task.horizon together. Use more rows, a smaller task.window or task.horizon, or another data.split.',
  'table.text-target':
    'The column {column} holds {kind} values, so it can be neither predicted nor an input. Name columns of numbers in data.target and data.columns.',
  'table.text-time':
    'The column {column} holds text, so it cannot order the rows. Name a column of dates or numbers in data.time.',
  'table.time-repeated':
    '{count} rows have the same time in the column {column} as the row before. Name the column that tells the series apart in data.group.',
  'table.unknown-column': 'There is no column {column}. The columns are: {columns}.',
  'tagging.lengths': 'The sentence in line {line} has {tokens} tokens and {tags} tags. Give every token one tag.',
  'tensors.not-local':
    '{file} does not lie on this machine, so its numbers cannot be read in slices. Save it to a folder here.',
  'usage.family': 'No family to list is named. Name one: {families}.',
  'usage.forecast-text': 'A forecast goes on from a table. Give --input with a table, or leave out --text.',
  'usage.inspect-input': 'There must be one input. Give --text, --input or --split.',
  'usage.inspect-out': '{file} has no ending that is known. Name a .json or an .npz file.',
  'usage.one-run': 'The format {format} takes one run at a time. Name one run.',
  'usage.out-file': '{file} is a file. Name a new or empty folder to write into.',
  'usage.out-folder': '{file} is a folder. Name the file to write.',
  'usage.out-not-empty': 'The folder {file} is not empty. Name a new or empty folder to write into.',
  'usage.prompt': 'There must be one prompt. Give either --text or --input.',
  'usage.set': '--set {setting} has no value. Write it as PATH=VALUE, for example train.epochs=3.',
  'usage.set-path': '--set cannot change {path} ({reason}). Check the path against the experiment file.',
  'usage.set-resume': '--set cannot change a run that goes on. Leave out --set, or start a new run.',
  // Parts of the sentences above.
  'words.both': '{first} {second}',
  'words.misshapen': 'Of another shape: {names}.',
  'words.missing': 'Missing: {names}.',
  'words.no-answer': 'it gives no answer',
  'words.no-blas': 'no BLAS is known for {platform}',
  'words.no-opener': 'this build has nothing that opens libraries on {platform}',
  'words.no-relaxed-simd': 'this runtime knows no relaxed SIMD',
  'words.not-object': 'it is no object',
  'words.source': 'source',
  'words.surplus': 'Not in the model: {names}.',
  'words.tab': 'a tab',
  'words.target': 'target',
  'words.thread-ended': 'the thread has ended',
  'words.wrong-product': '{library} multiplies wrongly here',
};

/** Fills `{name}` places of a template. */
export function fillTemplate(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (place, name: string) => (name in values ? String(values[name]) : place));
}
