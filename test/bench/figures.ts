import type { Side } from './sides';

/** One measurement: what one side did under one kind of load in one round. */
export interface Sample {
  readonly name: string;
  readonly db: Side['db'];
  readonly connections: number;
  readonly processes: number;
  readonly per_second: number;
  /** CPU time of the server processes per request, in µs. */
  readonly cpu_us: number;
  /** The same of the database server; null where it runs inside the server, or the system does not tell. */
  readonly db_cpu_us: number | null;
  /** CPU time that a bare `hello` took next to it, per request. */
  readonly hello_cpu_us: number;
  /** Throughput next to it of the tutorial's design with the same books, and of the lean one; null without such. */
  readonly tutorial_per_second: number | null;
  readonly lean_per_second: number | null;
  readonly p50_ms: number;
  readonly p99_ms: number;
  /** Rows written by a command; null for what is no command of ours. */
  readonly rows_per_command: number | null;
  /** From the start until the last piece was claimed, and how many were told 503 meanwhile; of a rush only. */
  readonly sold_out_ms?: number;
  readonly turned_away?: number;
}

/** Medians over the rounds, as they stand in dist/bench.json. */
export interface Figure {
  readonly name: string;
  readonly db: Side['db'];
  readonly connections: number;
  readonly processes: number;
  readonly per_second: number;
  readonly cpu_us: number;
  readonly db_cpu_us: number | null;
  readonly x_hello_cpu: number;
  /** Throughput over that of the tutorial's design, which keeps the same books, and of the lean one. */
  readonly x_tutorial: number | null;
  readonly x_lean: number | null;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly rows_per_command: number | null;
  readonly sold_out_ms?: number;
  readonly turned_away?: number;
}

/** The middle one; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? NaN;
  return Number.isInteger(middle) ? (upper + (sorted[middle - 1] ?? NaN)) / 2 : upper;
}

/** One figure for each kind of measurement, in the order they first came. Ratios are taken within a round. */
export function figuresOf(samples: readonly Sample[]): Figure[] {
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) {
    const key = [sample.name, sample.db, sample.connections, sample.processes].join('|');
    groups.set(key, [...(groups.get(key) ?? []), sample]);
  }
  return [...groups.values()].flatMap((group) => (group[0] ? [figureOf(group[0], group)] : []));
}

function figureOf(first: Sample, group: readonly Sample[]): Figure {
  const { name, db, connections, processes } = first;
  const over = (digits: number, value: (sample: Sample) => number | null): number | null => {
    const values = group.map(value).filter((each) => each !== null);
    return values.length === 0 ? null : rounded(median(values), digits);
  };
  return {
    ...{ name, db, connections, processes },
    per_second: over(0, (sample) => sample.per_second) ?? 0,
    cpu_us: over(1, (sample) => sample.cpu_us) ?? 0,
    db_cpu_us: over(1, (sample) => sample.db_cpu_us),
    x_hello_cpu: over(2, (sample) => sample.cpu_us / sample.hello_cpu_us) ?? 0,
    x_tutorial: over(2, ({ per_second, tutorial_per_second: other }) => other && per_second / other),
    x_lean: over(2, ({ per_second, lean_per_second: other }) => other && per_second / other),
    p50_ms: over(2, (sample) => sample.p50_ms) ?? 0,
    p99_ms: over(2, (sample) => sample.p99_ms) ?? 0,
    rows_per_command: over(1, (sample) => sample.rows_per_command),
    ...optional(
      'sold_out_ms',
      over(0, (sample) => sample.sold_out_ms ?? null),
    ),
    ...optional(
      'turned_away',
      over(0, (sample) => sample.turned_away ?? null),
    ),
  };
}

function optional<Name extends string>(name: Name, value: number | null): { [Key in Name]?: number } {
  return value === null ? {} : ({ [name]: value } as { [Key in Name]?: number });
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** A target of issues C and E: at most or at least so much, at 64 connections and with one process; neither is told only. */
interface Target {
  readonly name: string;
  readonly db: Side['db'];
  readonly value: (figure: Figure) => number | null;
  readonly what: string;
  readonly most?: number;
  readonly least?: number;
}

const cpu = (name: string, db: Side['db'], most: number): Target => ({
  ...{ name, db, most },
  value: (figure) => figure.x_hello_cpu,
  what: '× hello in CPU',
});
const throughput = (name: string): readonly Target[] => [
  {
    ...{ name, db: 'mariadb', least: 6, what: "× the tutorial's throughput" },
    value: (figure) => figure.x_tutorial,
  },
  { ...{ name, db: 'mariadb', what: "× the lean design's throughput" }, value: (figure) => figure.x_lean },
];
const TARGETS: readonly Target[] = [
  cpu('claim.accepted', 'mariadb', 30),
  ...throughput('claim.accepted'),
  cpu('claim.refused', 'mariadb', 6),
  cpu('claim.refused', 'sqlite', 6),
  cpu('claim.accepted', 'sqlite', 18),
  cpu('rush.accepted', 'mariadb', 30),
  cpu('rush.refused', 'mariadb', 6),
  cpu('rush.replayed', 'mariadb', 12),
  ...throughput('rush.accepted'),
  ...(['mariadb', 'sqlite'] as const).flatMap((db) =>
    ['read.me', 'read.points', 'read.coupons'].map((name) => cpu(name, db, 8)),
  ),
];

/** Each target that was measured, whether it is met, in words. */
export function judged(figures: readonly Figure[]): { readonly met: boolean; readonly line: string }[] {
  return TARGETS.flatMap(({ name, db, value, what, most, least }) => {
    const figure = figures.find(
      (each) => each.name === name && each.db === db && each.connections === 64 && each.processes === 1,
    );
    const found = figure ? value(figure) : null;
    if (found === null) return [];
    const met = found <= (most ?? Infinity) && found >= (least ?? 0);
    const told = `${name} on ${db}: ${found} ${what}`;
    if (most === undefined && least === undefined) return [{ met, line: `       ${told}, no target` }];
    const goal = most === undefined ? `≥ ${least}` : `≤ ${most}`;
    return [{ met, line: `${met ? 'met   ' : 'MISSED'} ${told}, target ${goal}` }];
  });
}

/** The figures as a table for people. */
export function tableOf(figures: readonly Figure[]): string {
  const head = [
    '',
    'db',
    'conn',
    'proc',
    '/s',
    'CPU µs',
    'db µs',
    '× hello',
    '× tutorial',
    '× lean',
    'p50 ms',
    'p99 ms',
    'rows',
    'sold out ms',
    '503',
  ];
  const cell = (value: number | null | undefined): string => String(value ?? '–');
  const body = figures.map((figure) => [
    ...[figure.name, figure.db ?? '–'],
    ...[figure.connections, figure.processes, figure.per_second, figure.cpu_us, figure.db_cpu_us].map(cell),
    ...[figure.x_hello_cpu, figure.x_tutorial, figure.x_lean, figure.p50_ms, figure.p99_ms].map(cell),
    ...[figure.rows_per_command, figure.sold_out_ms, figure.turned_away].map(cell),
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...body.map((line) => line[i]?.length ?? 0)));
  return [head, ...body]
    .map((line) =>
      line.map((text, i) => (i < 2 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0))),
    )
    .map((line) => line.join('  ').trimEnd())
    .join('\n');
}
