import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { z } from 'zod';
import { Problem, type ProblemArguments, type Where } from '../contracts/problem';
import { type ParsedExperiment, experimentSchema } from './experiment';
import { nearest } from './nearest';
import { tasks } from './tasks';

export interface ParseResult {
  readonly experiment?: ParsedExperiment;
  /** In the order of the file. */
  readonly problems: readonly Problem[];
}

type Path = readonly PropertyKey[];

/** Reads an experiment file: JSON with comments and trailing commas. @param file its name, for the problems */
export function parseExperiment(text: string, file: string): ParseResult {
  const place = new Places(text, file);
  const [broken] = place.errors;
  if (broken) {
    // What the parser says after the first error is mostly a consequence of it.
    return { problems: [new Problem('config.syntax', { reason: syntaxWords(broken.error) }, place.at(broken.offset))] };
  }
  if (!place.root) return { problems: [new Problem('config.empty', {}, place.at(0))] };
  const parsed = experimentSchema.safeParse(withTaskDefaults(getNodeValue(place.root)));
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) => translate(issue, place));
    return { problems: problems.sort((a, b) => (a.where?.offset ?? 0) - (b.where?.offset ?? 0)) };
  }
  const { $schema: _schema, ...experiment } = parsed.data;
  return { experiment, problems: [] };
}

/** A network reads from both sides where the task lets it, unless the file says otherwise. */
function withTaskDefaults(file: unknown): unknown {
  if (!isObject(file) || !isObject(file.task) || !isObject(file.model)) return file;
  const { task, model } = file;
  const bothSides = tasks.all.find(({ kind }) => kind === task.kind)?.bothSides;
  if (!bothSides || (model.kind ?? 'recurrent') !== 'recurrent') return file;
  return { ...file, model: { bidirectional: true, ...model } };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Gives a problem that knows a path of the experiment (`task.window`) its line and column in the file. A place inside a data
 * file is better than that, and stays.
 */
export function locate(text: string, file: string, problem: Problem): Problem {
  const { path, line, offset } = problem.where ?? {};
  if (path === undefined || line !== undefined || offset !== undefined) return problem;
  const keys = path.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  return new Problem(problem.code, problem.arguments, new Places(text, file).of(keys));
}

/** Finds lines and columns in the text of an experiment file. */
class Places {
  readonly errors: ParseError[] = [];
  readonly root: Node | undefined;

  constructor(
    private readonly text: string,
    readonly file: string,
  ) {
    this.root = parseTree(text, this.errors, { allowTrailingComma: true, allowEmptyContent: true });
  }

  at(offset: number, path?: Path): Where {
    const before = this.text.slice(0, offset);
    const line = before.split('\n').length;
    const column = offset - before.lastIndexOf('\n');
    return { file: this.file, line, column, offset, ...(path && { path: path.map(String).join('.') }) };
  }

  /** Where the value at a path stands, or the nearest thing around it that is there. */
  of(path: Path): Where {
    for (let length = path.length; length >= 0; length--) {
      const node = this.root && findNodeAtLocation(this.root, path.slice(0, length) as (string | number)[]);
      if (node) return this.at(node.offset, path);
    }
    return this.at(0, path);
  }

  /** Where a key itself stands. */
  ofKey(path: Path, key: string): Where {
    const parent = this.root && findNodeAtLocation(this.root, path as (string | number)[]);
    const property = parent?.children?.find(({ children }) => children?.[0]?.value === key);
    return property ? this.at(property.offset, [...path, key]) : this.of([...path, key]);
  }

  /** What stands at a path: `string`, `number`, `array`...; undefined when nothing does. */
  type(path: Path): string | undefined {
    return this.root && findNodeAtLocation(this.root, path as (string | number)[])?.type;
  }

  value(path: Path): unknown {
    const node = this.root && findNodeAtLocation(this.root, path as (string | number)[]);
    return node && getNodeValue(node);
  }
}

function syntaxWords(error: ParseError['error']): string {
  // InvalidSymbol, CommaExpected ... -> "comma expected"
  return printParseErrorCode(error)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
}

type Issue = z.core.$ZodIssue;

/** One schema issue as problems in our words. */
function translate(issue: Issue, place: Places): Problem[] {
  const { path } = issue;
  const name = path.map(String).join('.');
  const problem = (code: string, values: ProblemArguments = {}) => [
    new Problem(code, { path: name || place.file, ...values }, place.of(path)),
  ];
  const value = place.value(path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, path, place));
    case 'invalid_type':
      if (value === undefined) return problem('config.missing');
      // JSON has no infinity, but 1e400 becomes one.
      if (typeof value === 'number' && !Number.isFinite(value)) return problem('config.not-finite');
      return problem('config.wrong-type', { expected: issue.expected, found: place.type(path) ?? '' });
    case 'too_small': {
      if (Array.isArray(value) && value.length > 0) {
        return problem('config.wrong-length', { found: value.length, expected: Number(issue.minimum) });
      }
      if (issue.origin !== 'number' && issue.origin !== 'int') return problem('config.too-short');
      const bound = { least: Number(issue.minimum), found: String(value) };
      return problem(issue.inclusive ? 'config.too-small' : 'config.not-above', bound);
    }
    case 'too_big': {
      if (Array.isArray(value)) {
        return problem('config.wrong-length', { found: value.length, expected: Number(issue.maximum) });
      }
      if (issue.origin !== 'number' && issue.origin !== 'int') return problem('config.too-long');
      const bound = { greatest: Number(issue.maximum), found: String(value) };
      return problem(issue.inclusive ? 'config.too-big' : 'config.not-below', bound);
    }
    case 'invalid_value':
      return problem('config.unknown-value', { found: show(value), values: issue.values.join(', ') });
    case 'invalid_union':
      return unionProblem(issue, place);
    case 'custom': {
      const { code, ...values } = issue.params as { code: string } & Record<string, string | number>;
      return problem(code, values);
    }
    default:
      return problem('config.invalid', { reason: issue.message });
  }
}

function unknownKey(key: string, path: Path, place: Places): Problem {
  const where = place.ofKey(path, key);
  const guess = nearest(key, knownKeys(path, place));
  if (guess) return new Problem('config.unknown-key-guess', { key, guess }, where);
  return new Problem('config.unknown-key', { key }, where);
}

/** A union that nothing fits: an unknown or missing `kind`, or a value of the wrong type. */
function unionProblem(issue: Issue & { code: 'invalid_union' }, place: Places): Problem[] {
  const { path } = issue;
  const kinds = kindsAt(path, place);
  const name = path.map(String).join('.');
  if (kinds.length > 0) {
    const found = place.value(path);
    const code = found === undefined ? 'config.missing-kind' : 'config.unknown-value';
    return [new Problem(code, { path: name, found: show(found), values: kinds.join(', ') }, place.of(path))];
  }
  const found = place.type(path) ?? '';
  return [
    new Problem('config.wrong-type', { path: name, expected: 'string or array of strings', found }, place.of(path)),
  ];
}

/** The schema at a path: follows objects, and unions by the `kind` that the file gives. */
function schemaAt(path: Path, place: Places): z.ZodType | undefined {
  let schema: z.ZodType | undefined = unwrap(experimentSchema);
  path.forEach((key, i) => {
    const options = optionsOf(schema);
    if (options) schema = optionOf(options, place.value([...path.slice(0, i), 'kind']));
    const shape = (schema as z.ZodObject | undefined)?.def?.shape;
    const inner = shape?.[String(key)];
    schema = inner && unwrap(inner);
  });
  return schema;
}

function knownKeys(path: Path, place: Places): string[] {
  const schema = schemaAt(path, place);
  const options = optionsOf(schema);
  const object = options ? optionOf(options, place.value([...path, 'kind'])) : schema;
  return Object.keys((object as z.ZodObject | undefined)?.def?.shape ?? {});
}

/** The kinds that a discriminated union at the parent of `path` knows. */
function kindsAt(path: Path, place: Places): string[] {
  if (path.at(-1) !== 'kind') return [];
  return (optionsOf(schemaAt(path.slice(0, -1), place)) ?? []).map(kindLiteral);
}

function unwrap(schema: z.ZodType): z.ZodType {
  const { innerType } = schema.def as unknown as { innerType?: z.ZodType };
  return innerType ? unwrap(innerType) : schema;
}

/** The members of a discriminated union; undefined for every other schema. */
function optionsOf(schema: z.ZodType | undefined): z.ZodObject[] | undefined {
  const definition = schema?.def as { discriminator?: string; options?: z.ZodObject[] } | undefined;
  return definition?.discriminator === undefined ? undefined : definition.options;
}

/** The member of a union that a file's `kind` means; without one the usual kind, where there is one. */
function optionOf(options: readonly z.ZodObject[], kind: unknown): z.ZodObject | undefined {
  return options.find((option) => {
    return kind === undefined ? option.def.shape.kind instanceof z.ZodDefault : kindLiteral(option) === kind;
  });
}

function kindLiteral(option: z.ZodObject): string {
  return String((unwrap(option.def.shape.kind as z.ZodType) as z.ZodLiteral).def.values[0]);
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
