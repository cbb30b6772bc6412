import { DAY_MS } from '../../shared/kernel';
import { KEYS_KEPT_MS } from '../../server/ledger';
import { pick } from './acts-member';
import { Broken, must } from './books';
import { Line } from './line';
import type { Op } from './op';
import type { Stage } from './stage';
import type { Act, Step } from './story';
import { dayOf } from './world';

export interface Figures {
  requests: number;
  accepted: number;
  refused: number;
  /** Answers that left open what became of the request. */
  unknown: number;
  replayed: number;
  restarts: number;
  /** Statements that failed on purpose. */
  spoiled: number;
}

type Sent = 'accepted' | 'unknown' | { readonly refused: string };

interface InFlight {
  readonly op: Op;
  readonly refusals: Set<string>;
  readonly answers: Promise<Sent>[];
}

/** How often a request is sent before somebody gives up: by then the servers have had no fault for long. */
const PATIENCE = 8;

/** Less than a key is good for, by the day that a story may take between two looks at the clock. */
const REPLAY_MS = KEYS_KEPT_MS - DAY_MS;

/** Plays one wave after another: what happens in one happens at the same time. */
export class Wave {
  private readonly pending = new Set<Op>();
  private readonly done: { readonly op: Op; readonly at: number }[] = [];
  private number = 0;

  constructor(
    private readonly world: Stage,
    private readonly lines: string[],
    private readonly figures: Figures,
  ) {}

  async play(steps: readonly Step[]): Promise<void> {
    const { server } = this.world;
    for (const step of steps) if (step.step === 'pass') await this.pass(step.ms);
    await this.world.refresh();
    this.begin(steps[0]?.wave ?? 0);
    const ops = await this.opsOf(steps);
    const restarts = steps.flatMap((step) => (step.step === 'crash' || step.step === 'close' ? [step] : []));
    for (const step of steps) {
      if (step.step !== 'fault') continue;
      server.faults.arm(step.fault);
      const { kind, phase, nth, times } = step.fault;
      this.tell(`the database fails: ${kind} ${phase} statement ${nth + 1}, ${times} times`);
    }
    for (const step of steps) {
      if (step.step !== 'bank') continue;
      server.bank?.wish(step.wish);
      this.tell(`WeChat Pay fails: ${step.wish.kind} at ${step.wish.path}, ${step.wish.times} times`);
    }
    await this.fly(ops, restarts[0]);
    server.faults.clear();
    await this.world.watch();
  }

  /** Asks again until there is a definite answer to everything. */
  async settle(): Promise<void> {
    for (let tries = 0; this.pending.size > 0; tries += 1) {
      must(
        tries < PATIENCE,
        `no definite answer to: ${[...this.pending].map(({ words }) => words).join(', ')}`,
      );
      // the patience of the servers is over a day's, not a moment's
      this.world.server.clock.advance(1_000);
      this.begin(this.number);
      await this.fly([], undefined);
    }
  }

  private begin(number: number): void {
    this.number = number;
    this.world.books.beginWave(number);
  }

  /** What is unknown is asked again before the day changes, which decides about limits and expiry. */
  private async pass(ms: number): Promise<void> {
    const { clock } = this.world.server;
    if (dayOf(this.world.now + ms + 60_000) !== this.world.today) await this.settle();
    clock.advance(ms);
    this.tell(
      `it is ${new Date(this.world.now + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')}`,
    );
  }

  private async opsOf(steps: readonly Step[]): Promise<{ op: Op; act: Act; again: boolean }[]> {
    const ops = [];
    for (const step of steps) {
      if (step.step !== 'act') continue;
      const { act } = step;
      const op = await this.opOf(act);
      if (op) ops.push({ op, act, again: act.do === 'replay' });
    }
    return ops;
  }

  private opOf(act: Act): Op | null | Promise<Op | null> {
    if (act.do === 'replay') return this.earlier(act);
    if (act.do === 'reuse') return this.reuseOf(act);
    return this.world.opOf(act);
  }

  /** Something that was accepted lately: a key is good for 30 days. */
  private earlier(act: Act): Op | null {
    const recent = this.done.slice(-12).filter(({ at }) => this.world.now - at < REPLAY_MS);
    return pick(recent, act.what)?.op ?? null;
  }

  private reuseOf(act: Act): Op | null {
    const first = this.earlier(act);
    if (!first?.other) return null;
    return {
      ...first,
      words: `${first.words}, but another`,
      tries: 0,
      said: null,
      send: first.other,
      // a claim is not looked at while another one of the same member is under way
      refusals: () => new Set(['idempotency_key_reused', 'claim_in_flight']),
      accept: () => {
        throw new Broken(`${first.words}: the key did for another request too`);
      },
    };
  }

  private async fly(
    acts: readonly { op: Op; act: Act }[],
    restart: Extract<Step, { step: 'crash' | 'close' }> | undefined,
  ): Promise<void> {
    const { server, books } = this.world;
    const line = new Line(this.world, restart);
    const again = [...this.pending];
    const flying: InFlight[] = [];
    const issue = (op: Op, times: number, way: number): void => {
      op.tries += 1;
      const refusals = op.refusals();
      const answers = Array.from({ length: times }, (_, i) => this.send(op, line, way + i));
      // what breaks is thrown when all are awaited
      for (const answer of answers) answer.catch(() => undefined);
      flying.push({ op, refusals, answers });
    };
    for (const op of again) issue(op, 1, op.tries);
    for (const { op, act } of acts) {
      issue(op, act.twice ? 2 : 1, act.how);
      if (act.gap > 0) await server.turns.pass(act.gap);
    }
    const all = flying.map(async ({ op, refusals, answers }) => ({
      op,
      refusals,
      sent: await Promise.all(answers),
    }));
    const settled = await server.turns.until(Promise.all(all));
    this.figures.restarts += await line.end();
    for (const { op, sent } of settled) this.resolve(op, sent);
    if (this.pending.size > 0) return;
    for (const { op, refusals, sent } of settled) this.explain(op, refusals, sent, again.length === 0);
    books.endWave();
  }

  private async send(op: Op, line: Line, way: number): Promise<Sent> {
    this.figures.requests += 1;
    const answer = await line.ask(op, way);
    if (answer === null) return this.heard(op, 'unknown', 'no answer');
    const { status, body, replayed } = answer;
    const code = (body as { code?: string } | null)?.code ?? '';
    if (status === 503) return this.heard(op, 'unknown', code);
    if (status >= 500) throw new Broken(`${op.words}: ${status} ${JSON.stringify(body)}`);
    if (status >= 400) return this.heard(op, { refused: code }, code);
    if (replayed) this.figures.replayed += 1;
    op.accept(body);
    return this.heard(op, 'accepted', replayed ? `yes, as before` : `yes ${op.said ?? ''}`);
  }

  private heard(op: Op, sent: Sent, what: string): Sent {
    if (sent === 'accepted') this.figures.accepted += 1;
    else if (sent === 'unknown') this.figures.unknown += 1;
    else this.figures.refused += 1;
    this.tell(`${op.words}${op.tries > 1 ? ', again' : ''}: ${what}`);
    return sent;
  }

  /** Accepted once is accepted for good; refused is definite unless another copy is still unknown. */
  private resolve(op: Op, sent: readonly Sent[]): void {
    if (op.said !== null) {
      this.pending.delete(op);
      if (this.done.every((one) => one.op !== op)) this.done.push({ op, at: this.world.now });
    } else if (sent.includes('unknown')) this.pending.add(op);
    else this.pending.delete(op);
  }

  private explain(op: Op, before: Set<string>, sent: readonly Sent[], isAlone: boolean): void {
    const after = op.refusals();
    for (const one of sent) {
      if (typeof one === 'string' || !isAlone) continue;
      const { refused } = one;
      if (op.said !== null && sent.includes('accepted')) continue;
      must(before.has(refused) || after.has(refused), `${op.words}: ${refused}, for no reason that is known`);
    }
  }

  private tell(line: string): void {
    this.lines.push(`${this.number} · ${line}`);
  }
}
