import type { BodyInputOf, Routes } from '../../../shared/contract';
import { DAY_MS, HOUR_MS, instant, toRfc3339, type Id } from '../../../shared/kernel';
import { TERMS_VERSION } from '../../../shared/contract';
import type { Reply } from '../../support/app';
import { pick } from '../acts-member';
import type { Person, Store } from '../books';
import type { Op } from '../op';
import type { SimServer } from '../server';
import type { Act, Furnishing } from '../story';
import { World } from '../world';
import { SaleBooks, type Offer } from './books';
import type { SaleFurnishing } from './furnishing';

/** The sale is on for all of a story. */
const SALE_MS = 400 * DAY_MS;

/** A town on the day of a sale: its members are there, with points and coupons. */
export class SaleTown extends World {
  readonly sales = new SaleBooks();
  /** `<sale> <openid>` */
  private readonly tickets = new Map<string, string>();

  constructor(
    server: SimServer,
    furnishing: Furnishing,
    private readonly goods: SaleFurnishing,
  ) {
    super(server, furnishing);
  }

  override async furnish(): Promise<void> {
    await super.furnish();
    for (const person of this.books.people) await this.enrol(person);
    await this.openSales();
  }

  ticketOf(person: Person, offer: Offer): string {
    return this.tickets.get(`${offer.sale} ${person.openid}`) ?? '';
  }

  /** Where an order is to be picked up: mostly a store of its merchant. */
  storeFor(act: Act): Store {
    return act.how % 17 === 0 ? this.books.stores[2]! : pick(this.books.stores.slice(0, 2), act.who)!;
  }

  /** Something that no server is asked for. */
  outside(words: string, work: () => Promise<string>): Op {
    const reply = (said: string): Reply<unknown> => ({
      status: 200,
      body: said,
      headers: {},
      replayed: false,
    });
    return {
      ...{ key: this.nextKey(), words, tries: 0, said: null, other: null },
      send: async () => reply(await work()),
      refusals: () => new Set(),
      accept(body) {
        this.said = String(body);
      },
    };
  }

  private async enrol(person: Person): Promise<void> {
    const { token } = person;
    const channel = this.books.channels[1]!;
    const { visit_id } = await this.ok('POST /visits', { token, body: { scene: channel.code } });
    const consents = { terms: TERMS_VERSION, marketing: false };
    await this.ok('POST /members', { token, body: { visit_id, consents } });
    const [off] = this.books.templates;
    await this.ok('POST /coupon-templates/{id}/claims', { token, params: { id: off!.id } });
    this.server.bank?.knows(person.openid);
  }

  private async openSales(): Promise<void> {
    const flash = await this.openSale('周五抢购', 'flash');
    const other = await this.openSale('周六抢购', 'flash');
    const mall = await this.openSale('积分商城', 'mall');
    const [tea = 1, gift = 1, coupon = 1, cup = 1] = this.goods.stocks;
    const [template] = this.books.templates;
    await this.offer(flash, '奶茶', { price_fen: 990, stock: tea });
    await this.offer(flash, '三杯装', { price_fen: 2_500, price_points: 5, pieces: 3, stock: gift });
    await this.offer(other, '券', {
      ...{ goods: { kind: 'coupon', template_id: template!.id }, price_fen: 100, stock: coupon },
      counter_allowed: false,
    });
    await this.offer(mall, '杯子', { price_fen: 0, price_points: 10, stock: cup, counter_allowed: false });
    for (const { openid, token } of this.books.people)
      for (const id of [flash, other]) {
        const { ticket } = await this.ok('GET /flash-sales/{id}/ticket', { token, params: { id } });
        this.tickets.set(`${id} ${openid}`, ticket);
      }
  }

  private async openSale(name: string, kind: 'flash' | 'mall'): Promise<Id<'sale'>> {
    const { id } = await this.ok('POST /console/flash-sales', {
      token: this.operator.token,
      body: {
        ...{ merchant_id: this.books.merchants[0]!.id, kind, name, store_ids: [] },
        starts_at: toRfc3339(instant(this.now - HOUR_MS)),
        ends_at: toRfc3339(instant(this.now + SALE_MS)),
        ...{ min_tier_level: 0, new_members_only: false, hold_minutes: this.goods.hold_minutes },
      },
    });
    return id;
  }

  private async offer(
    sale: Id<'sale'>,
    title: string,
    change: Partial<BodyInputOf<Routes['POST /console/offers']>>,
  ): Promise<void> {
    const body: BodyInputOf<Routes['POST /console/offers']> = {
      ...{ sale_id: sale, goods: { kind: 'item' }, title, pieces: 1, list_price_fen: 3_000 },
      ...{ price_fen: 0, price_points: 0, per_member: this.goods.per_member, pickup_store_ids: [] },
      ...{ pickup_days: 3, on_missed: 'refund', counter_allowed: true, restock: true, stock: 1 },
      ...change,
    };
    const { id, version } = await this.ok('POST /console/offers', { token: this.operator.token, body });
    const isMall = title === '杯子';
    const { per_member, stock } = body;
    const isItem = body.goods.kind === 'item';
    const offer: Offer = { id, sale, title, isMall, isItem, per_member, version, state: 'active', stock };
    this.sales.offers.push(offer);
  }
}
