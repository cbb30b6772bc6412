import type { BodyInputOf, CouponLimits, ResponseOf, RouteKey, Routes } from '../../shared/contract';
import { instant, toRfc3339, DAY_MS } from '../../shared/kernel';
import type { Settings } from '../../server/platform/config';
import { CONSOLE_PASSWORD, SETUP_TOKEN, type CallOptions } from '../support/app';
import { Books, type Merchant, type Person, type Store, type Template } from './books';
import type { SimServer } from './server';
import type { Furnishing } from './story';

/** A token outlives this by far. */
const LOGIN_AGE_MS = 5 * DAY_MS;
const SESSION_AGE_MS = DAY_MS / 4;

/** Longer than the servers' loops sleep, on a clock of turns. */
const ROUND_TURNS = 1_100;
const ROUND_MS = 120;

const NAMES = ['小陈', '小李', '王店长', '小周', '小红', '小明', '阿芳', '老张', '小吴', '阿强'] as const;

export const POINT_EXPIRY: Readonly<Record<Furnishing['point_expiry'], Settings['program']['point_expiry']>> =
  {
    never: { kind: 'never' },
    months: { kind: 'months', months: 1 },
    next_year_end: { kind: 'next_year_end' },
  };

const NO_LIMITS: CouponLimits = { per_member: null, per_member_day: null, per_day: null, per_phone: null };

/** The people and things of a simulation, and how they reach the server. */
export class World {
  readonly books = new Books();
  /** Who works in the console. */
  readonly operator = { token: '' };
  readonly begunAt: number;
  private signedInAt = 0;
  private loggedInAt = 0;
  private serial = 0;

  constructor(
    readonly server: SimServer,
    readonly furnishing: Furnishing,
  ) {
    this.begunAt = server.clock.now();
  }

  get now(): number {
    return this.server.clock.now();
  }

  /** The program's calendar: Shanghai has no summer time. */
  get today(): string {
    return dayOf(this.now);
  }

  nextKey(): string {
    this.serial += 1;
    return `simulation-${String(this.serial).padStart(6, '0')}`;
  }

  /** A request outside the story: it must succeed. */
  async ok<Key extends RouteKey>(key: Key, options: CallOptions<Key>): Promise<ResponseOf<Routes[Key]>> {
    const answer = this.server.ask(0, key, { key: this.nextKey(), ...options });
    const { status, body } = await this.server.turns.until(answer);
    if (status >= 400) throw new Error(`${key} answered ${status} ${JSON.stringify(body)}`);
    return body as ResponseOf<Routes[Key]>;
  }

  /** A look between the waves; null when it is refused. */
  async look<Key extends RouteKey>(
    key: Key,
    options: CallOptions<Key>,
  ): Promise<ResponseOf<Routes[Key]> | null> {
    const answer = this.server.ask(0, key, { key: this.nextKey(), ...options });
    const { status, body } = await this.server.turns.until(answer);
    return status < 400 ? (body as ResponseOf<Routes[Key]>) : null;
  }

  /** Lets the servers' loops go round. */
  async round(): Promise<void> {
    const { turns, processes } = this.server;
    await turns.pass(processes === 1 ? ROUND_TURNS : ROUND_MS);
  }

  async furnish(): Promise<void> {
    const { books, furnishing } = this;
    this.operator.token = (
      await this.ok('POST /console/setup', {
        body: { token: SETUP_TOKEN, name: 'owner', password: CONSOLE_PASSWORD },
      })
    ).token;
    this.signedInAt = this.now;
    for (let i = 0; i < furnishing.people; i += 1) books.people.push(await this.arrive(i));
    this.loggedInAt = this.now;
    const tea = await this.openMerchant('好茶', furnishing.daily_cap);
    const bread = await this.openMerchant('面包', null);
    for (const [name, merchant] of [
      ['静安店', tea],
      ['徐汇店', tea],
      ['面包房', bread],
    ] as const)
      books.stores.push(await this.openStore(name, merchant));
    await this.hireAll();
    await this.printAll(tea, bread);
    await this.openChannels();
  }

  /** Logs in again whoever would be told that the session has expired. */
  async refresh(): Promise<void> {
    if (this.now - this.signedInAt > SESSION_AGE_MS) {
      const body = { name: 'owner', password: CONSOLE_PASSWORD };
      this.operator.token = (await this.ok('POST /console/sessions', { body })).token;
      this.signedInAt = this.now;
    }
    if (this.now - this.loggedInAt <= LOGIN_AGE_MS) return;
    for (const person of this.books.people) person.token = await this.logIn(person.openid);
    this.loggedInAt = this.now;
  }

  private async logIn(openid: string): Promise<string> {
    const body = { js_code: this.server.wechat.codeFor(openid) };
    return (await this.ok('POST /auth/wechat', { body })).token;
  }

  private async arrive(index: number): Promise<Person> {
    const openid = `openid-of-simulation-${String(index).padStart(4, '0')}`;
    return {
      name: NAMES[index] ?? `客人${index}`,
      openid,
      token: await this.logIn(openid),
      visits: [],
      member: null,
      joins: 0,
      number: `1390000${String(Math.floor(index / 2)).padStart(4, '0')}`,
      hasPhone: false,
      nicknames: { wave: -1, all: [null] },
      coupons: [],
      lots: new Map(),
      earnedOn: new Map(),
      lines: [],
      events: [],
      claims: new Map(),
      steps: new Map(),
    };
  }

  private async openMerchant(name: string, cap: number | null): Promise<Merchant> {
    const rule = { rate_bp: 10_000, multiplier_bp: 10_000, daily_cap: cap };
    const { id, version } = await this.ok('POST /console/merchants', {
      token: this.operator.token,
      body: { name, point_rule: rule },
    });
    const merchant: Merchant = { id, name, version, rules: [rule] };
    this.books.merchants.push(merchant);
    return merchant;
  }

  private async openStore(name: string, merchant: Merchant): Promise<Store> {
    const place = {
      address: '人民路 1 号',
      phone: null,
      timezone: 'Asia/Shanghai',
      hours: [],
      lat: null,
      lng: null,
    };
    const body = { merchant_id: merchant.id, name, ...place };
    const { id } = await this.ok('POST /console/stores', { token: this.operator.token, body });
    return { id, name, merchant, receipts: new Map() };
  }

  private async hireAll(): Promise<void> {
    const { people, stores } = this.books;
    const posts = [
      ['clerk', [0]],
      ['clerk', [1, 2]],
      ['manager', [0, 1]],
      ['manager', [2]],
    ] as const;
    for (const [i, [role, at]] of posts.entries()) {
      const person = people[i]!;
      const own = at.map((store) => stores[store]!);
      const { id, invitation } = await this.ok('POST /console/staff', {
        token: this.operator.token,
        body: { name: person.name, role, store_ids: own.map((store) => store.id) },
      });
      await this.ok('POST /staff/bindings', { token: person.token, body: { invitation: invitation.code } });
      this.books.staff.push({ id, name: person.name, person, role, stores: own });
    }
  }

  private async printAll(tea: Merchant, bread: Merchant): Promise<void> {
    const [one = 1, two = 1, three = 1, four = 1, five = 1] = this.furnishing.stocks;
    const end = this.now + 20 * DAY_MS;
    const fixed = {
      kind: 'fixed',
      from_at: toRfc3339(instant(this.now)),
      to_at: toRfc3339(instant(end)),
    } as const;
    const off = { kind: 'amount_off', threshold_fen: 2_000, amount_fen: 500 } as const;
    const free = { kind: 'exchange', item: '拿铁', value_fen: 1_800 } as const;
    const part = { kind: 'percent_off', threshold_fen: 0, percent_off_bp: 1_500, cap_fen: 1_000 } as const;
    await this.print(tea, '满 20 减 5', { value: off, stock: one, limits: { ...NO_LIMITS, per_member: 2 } });
    await this.print(tea, '拿铁一杯', {
      value: free,
      stock: two,
      validity: { kind: 'relative', days: 2, start_after_days: 0 },
      limits: { ...NO_LIMITS, per_member: 1, per_phone: 1 },
    });
    await this.print(tea, '八五折', {
      value: part,
      stock: three,
      limits: { ...NO_LIMITS, per_member_day: 1, per_day: 2 },
    });
    await this.print(bread, '面包减 5', { value: off, stock: four, validity: fixed }, end);
    await this.print(tea, '入会礼', {
      value: off,
      stock: five,
      listed: false,
      limits: { ...NO_LIMITS, per_member: 1 },
    });
  }

  private async print(
    merchant: Merchant,
    title: string,
    change: Partial<BodyInputOf<Routes['POST /console/coupon-templates']>> & Pick<Template, 'value'>,
    endsAt: number | null = null,
  ): Promise<void> {
    const body = {
      merchant_id: merchant.id,
      title,
      validity: { kind: 'relative', days: 30, start_after_days: 0 } as const,
      times: { weekdays: [], from_minute: null, to_minute: null },
      scope: { store_ids: [], new_members_only: false },
      limits: NO_LIMITS,
      claim_from_at: null,
      claim_to_at: null,
      listed: true,
      stock: 1,
      ...change,
    };
    const { id, version } = await this.ok('POST /console/coupon-templates', {
      token: this.operator.token,
      body,
    });
    const { value, limits, listed, stock } = body;
    this.books.templates.push({
      ...{ id, title, merchant, value, limits, listed, version, state: 'active', ends_at: endsAt },
      ...{ printed: stock, issued: 0, issuedOn: new Map(), least: stock, wasPaused: false },
    });
  }

  private async openChannels(): Promise<void> {
    const gift = this.books.templates.at(-1)!;
    const { budget } = this.furnishing;
    await this.openChannel('一号桌', gift, 0, budget);
    await this.openChannel('海报', null, 20, null);
    await this.openChannel('门口', gift, 5, null);
  }

  private async openChannel(
    name: string,
    gift: Template | null,
    points: number,
    budget: number | null,
  ): Promise<void> {
    const { id, code, version } = await this.ok('POST /console/channels', {
      token: this.operator.token,
      body: {
        name,
        kind: 'table',
        store_id: this.books.stores[0]!.id,
        staff_id: null,
        gift_template_id: gift?.id ?? null,
        gift_points: points,
        gift_budget: budget,
        valid_from_at: null,
        valid_to_at: null,
      },
    });
    const counts = { visits: 0, joins: 0, given: 0, pointsOfWave: [points] };
    this.books.channels.push({ id, code, name, gift, points, budget, version, ...counts });
  }
}

const SHANGHAI_MS = DAY_MS / 3;

/** The date in Shanghai. */
export function dayOf(at: number): string {
  return new Date(at + SHANGHAI_MS).toISOString().slice(0, 10);
}
