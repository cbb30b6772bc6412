import {
  TERMS_VERSION,
  type BodyInputOf,
  type ResponseOf,
  type RouteKey,
  type Routes,
} from '../../shared/contract';
import { instant, MINUTE_MS } from '../../shared/kernel';
import { decodeBase64Url, deriveCode } from '../../shared/rules';
import { callWire, loginAs, operatorAt } from './browser-api';
import { dataFolder, startLiuke, type Running } from './browser-start';

/** Stands for a demo guest with weeks of life behind them: points, coupons used and expired. */
export const REGULAR = 'regular';
/** Demo guests among whom one is looked for. */
const GUESTS = 40;
export const MANAGER = 'staff';
export const GIFT = '新朋友见面券';

/** A code is used up or replaced within this of the minute's end. */
const MINUTE_MARGIN_MS = 6_000;

interface Call<Key extends RouteKey> {
  readonly token?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: BodyInputOf<Routes[Key]>;
}

/** A running demo shop, and ways to make things happen in it as people would. */
export class World {
  private operatorToken: string | undefined;
  private regularPersona: string | undefined;

  private constructor(
    private readonly liuke: Running,
    private readonly removeData: () => void,
    /** Scenes of the codes on the launch pad: a door and a table in each store. */
    readonly scenes: readonly string[],
  ) {}

  /** Starts Liuke on an empty folder, with its demo shop. */
  static async open(): Promise<World> {
    const data = dataFolder();
    const liuke = await startLiuke(data.path);
    const pad = await (await fetch(`${liuke.url}/`)).text();
    const scenes = [...pad.matchAll(/data-scene="([^"]+)"/g)].map(([, scene = '']) => scene);
    return new World(liuke, data.remove, scenes);
  }

  get url(): string {
    return this.liuke.url;
  }

  async close(): Promise<void> {
    await this.liuke.stop();
    this.removeData();
  }

  /** Calls the API. @throws Error when it refuses */
  async call<Key extends RouteKey>(key: Key, call: Call<Key>): Promise<ResponseOf<Routes[Key]>> {
    const { status, body } = await callWire(this.url, key, call);
    if (status >= 400) throw new Error(`${key} answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  /** The demo person behind a name. */
  async personaOf(name: string): Promise<string> {
    if (name !== REGULAR) return name;
    this.regularPersona ??= await this.findRegular();
    return this.regularPersona;
  }

  async login(name: string): ReturnType<typeof loginAs> {
    return loginAs(this.url, await this.personaOf(name));
  }

  async tokenOf(persona: string): Promise<string> {
    return (await this.login(persona)).token;
  }

  /** A session of the demo's console account. */
  async operator(): Promise<string> {
    this.operatorToken ??= await operatorAt(this.liuke);
    return this.operatorToken;
  }

  /** Lets a person join, by a scanned code or without one; one who has joined stays as they are. */
  async join(persona: string, scene?: string): Promise<void> {
    const { token, member } = await this.login(persona);
    if (member) return;
    const visit = await this.call('POST /visits', { token, body: scene === undefined ? {} : { scene } });
    const consents = { terms: TERMS_VERSION, marketing: false };
    await this.call('POST /members', { token, body: { visit_id: visit.visit_id, consents } });
  }

  /** Takes a code out of use, as a shop does that moves its tables. */
  async retire(scene: string): Promise<void> {
    const token = await this.operator();
    const { items } = await this.call('GET /console/channels', { token });
    const { id, version } = items.find(({ code }) => code === scene)!;
    const body = { version, state: 'retired' as const };
    await this.call('PATCH /console/channels/{id}', { token, params: { id }, body });
  }

  /** Lets a member claim a coupon of the centre. */
  async claim(persona: string, title: string): Promise<string> {
    const token = await this.tokenOf(persona);
    const { items } = await this.call('GET /coupon-templates', { token });
    const found = items.find((one) => one.title === title);
    if (!found) throw new Error(`no ${title} in the centre`);
    await this.call('POST /coupon-templates/{id}/claims', { token, params: { id: found.id } });
    return this.couponOf(persona, 'usable', title);
  }

  /** The first coupon of a person in this state. @throws Error when there is none */
  async couponOf(persona: string, state: 'usable' | 'used' | 'expired', title?: string): Promise<string> {
    const { items } = await this.call('GET /me/coupons', {
      token: await this.tokenOf(persona),
      query: { state },
    });
    const found = items.find((one) => title === undefined || one.title === title);
    if (!found) throw new Error(`${persona} has no ${state} coupon ${title ?? ''}`);
    return found.id;
  }

  /** The digits that a person's phone shows now: of their member code, or of a coupon. */
  async digitsOf(persona: string, couponId?: string, ahead_ms = 0): Promise<string> {
    const { token, member, code_secret: secret, now } = await this.login(persona);
    const at = instant(Date.parse(now) + ahead_ms);
    const key = decodeBase64Url(secret!);
    if (couponId === undefined) {
      return deriveCode({ secret: key, kind: 'member', number: member!.card_no, at });
    }
    const { number } = await this.call('GET /me/coupons/{id}', { token, params: { id: couponId } });
    return deriveCode({ secret: key, kind: 'coupon', number, at });
  }

  /** Waits for the next minute when this one is nearly over, so that a code lives long enough to be used. */
  async freshMinute(): Promise<void> {
    const left = MINUTE_MS - (Date.now() % MINUTE_MS);
    if (left < MINUTE_MARGIN_MS) await new Promise((done) => setTimeout(done, left + 50));
  }

  /** The store where an assistant stands. */
  async storeOf(persona: string): Promise<`sto_${string}`> {
    return (await this.login(persona)).staff!.stores[0]!.id;
  }

  /** An assistant records a purchase of somebody unknown; answers the code of the receipt. */
  async receipt(amount_fen: number): Promise<string> {
    const body = { store_id: await this.storeOf(MANAGER), amount_fen };
    const { receipt } = await this.call('POST /staff/purchases', {
      token: await this.tokenOf(MANAGER),
      body,
    });
    return receipt!.code;
  }

  /** An assistant scans these digits and redeems the coupon for a bill. */
  async redeem(digits: string, amount_fen: number): Promise<void> {
    const { token, scan_id } = await this.scan(digits);
    await this.call('POST /staff/redemptions', { token, body: { scan_id, bill: { amount_fen } } });
  }

  /** An assistant scans these digits and records a purchase of that member. */
  async purchase(digits: string, amount_fen: number): Promise<void> {
    const { token, scan_id, store_id } = await this.scan(digits);
    await this.call('POST /staff/purchases', { token, body: { scan_id, store_id, amount_fen } });
  }

  /** An assistant tries other digits than these, so many times. */
  async guess(right: string, times: number): Promise<void> {
    for (let n = 1; n <= times; n += 1) {
      const last = String((Number(right.slice(12)) + n) % 1_000_000).padStart(6, '0');
      await this.scan(right.slice(0, 12) + last).catch(() => undefined);
    }
  }

  private async findRegular(): Promise<string> {
    for (let n = 1; n <= GUESTS; n += 1) {
      const persona = `guest-${String(n).padStart(3, '0')}`;
      const { counts } = await this.call('GET /me/coupons', { token: await this.tokenOf(persona) });
      if (counts.used > 0 && counts.expired > 0) return persona;
    }
    throw new Error('the demo has no guest with coupons used and expired');
  }

  private async scan(code: string) {
    const token = await this.tokenOf(MANAGER);
    const store_id = await this.storeOf(MANAGER);
    const { scan_id } = await this.call('POST /staff/scans', { token, body: { code, store_id } });
    return { token, scan_id, store_id };
  }
}
