import { TERMS_VERSION } from '../../shared/contract';
import { decodeBase64Url } from '../../shared/rules';
import { count, leftOf, must, type Channel, type Coupon, type Person, type Template } from './books';
import { opOf, type Op } from './op';
import { checkEarning, checkParts, lotOf, move, rulesOf } from './points';
import type { Act } from './story';
import type { World } from './world';

export function pick<T>(list: readonly T[], number: number): T | undefined {
  return list[number % Math.max(1, list.length)];
}

/** Mostly members, who can do more. */
function someone({ books }: World, act: Act): Person {
  const members = books.people.filter((one) => one.member !== null);
  return (act.how % 11 === 0 ? undefined : pick(members, act.who)) ?? pick(books.people, act.who)!;
}

export function visit(world: World, act: Act): Op {
  const person = pick(world.books.people, act.who)!;
  const channel = act.how % 5 === 0 ? null : pick(world.books.channels, act.what)!;
  const scene = channel?.code ?? (act.how % 2 === 0 ? 'no such code' : undefined);
  return opOf({
    key: world.nextKey(),
    words: `${person.name} comes in through ${channel?.name ?? scene ?? 'no code'}`,
    route: 'POST /visits',
    as: person,
    options: { body: scene === undefined ? {} : { scene } },
    refusals: () => [],
    essence: ({ visit_id }) => visit_id,
    accept: ({ visit_id, landing }) => {
      const expected = channel ? 'ok' : scene === undefined ? 'direct' : 'unknown';
      must(landing.outcome === expected, `the visit was ${landing.outcome}, not ${expected}`);
      person.visits.push({ id: visit_id, channel });
      if (channel) channel.visits += 1;
    },
  });
}

/** Joining through a channel; who has not come through one yet does that first. */
export function join(world: World, act: Act): Op {
  const person = pick(world.books.people, act.who)!;
  const through = person.visits.filter((one) => one.channel !== null);
  const named = pick(through, act.what);
  if (!named?.channel) return visit(world, { ...act, how: 1 });
  const { channel } = named;
  const withPhone = act.how % 2 === 0;
  const phone = phoneOf(world, person);
  return opOf({
    key: world.nextKey(),
    words: `${person.name} joins from ${channel.name}${withPhone ? ` with ${person.number}` : ''}`,
    route: 'POST /members',
    as: person,
    options: {
      body: {
        visit_id: named.id,
        consents: { terms: TERMS_VERSION, marketing: false },
        ...(withPhone ? { phone_code: world.server.wechat.codeFor(person.number) } : {}),
      },
    },
    refusals: (isFresh) => [
      person.joins > 0 && 'already_member',
      ...(withPhone ? phoneRefusals(world, person, isFresh) : []),
    ],
    essence: ({ welcome, welcome_missed, member }) => [welcome, welcome_missed, member.id],
    accept: ({ member, code_secret, welcome, welcome_missed: missed }, isFresh) => {
      person.joins += 1;
      person.member = { id: member.id, card_no: member.card_no, secret: decodeBase64Url(code_secret) };
      person.events.push('member.joined');
      if (withPhone) phone.hold();
      channel.joins += 1;
      if (welcome.length > 0) channel.given += 1;
      let [gaveCoupon, points] = [false, 0];
      for (const item of welcome) {
        if (item.kind === 'points') points = item.points;
        else {
          gaveCoupon = true;
          const until = Date.parse(item.valid_to_at);
          own(world, person, channel.gift!, {
            id: item.coupon_id,
            valid_from_at: world.now,
            valid_to_at: until,
          });
        }
      }
      move(person, lotOf(world.furnishing.point_expiry, world.today), points);
      if (isFresh) world.books.judge(() => judgeGift(channel, { missed, gaveCoupon, points }));
    },
  });
}

/** Nobody is left without a gift while there is one, and nobody is promised another. */
function judgeGift(
  channel: Channel,
  gift: { readonly missed: string | null; readonly gaveCoupon: boolean; readonly points: number },
): void {
  const isUsedUp = channel.budget !== null && channel.given >= channel.budget;
  const isOut = channel.gift !== null && (channel.gift.least <= 0 || channel.gift.wasPaused);
  must(gift.missed === null || isUsedUp || isOut, `${channel.name} gave nothing: ${gift.missed}`);
  if (gift.missed !== null) return;
  must(gift.gaveCoupon === (channel.gift !== null), `${channel.name} gave another coupon than it promised`);
  must(channel.pointsOfWave.includes(gift.points), `${channel.name} gave ${gift.points} points`);
}

export function verifyPhone(world: World, act: Act): Op {
  const person = someone(world, act);
  const phone = phoneOf(world, person);
  return opOf({
    key: world.nextKey(),
    words: `${person.name} verifies ${person.number}`,
    route: 'POST /me/phone',
    as: person,
    options: { body: { phone_code: world.server.wechat.codeFor(person.number) } },
    refusals: (isFresh) => [person.joins === 0 && 'not_a_member', ...phoneRefusals(world, person, isFresh)],
    accept: () => phone.hold(),
  });
}

export function rename(world: World, act: Act): Op {
  const { books } = world;
  const person = someone(world, act);
  const nickname = act.how % 6 === 0 ? `坏${act.what}` : act.how % 6 === 1 ? null : `阿${act.what}`;
  return opOf({
    key: world.nextKey(),
    words: `${person.name} wants to be called ${nickname ?? 'nothing'}`,
    route: 'PATCH /me',
    as: person,
    options: { body: { nickname } },
    refusals: () => [
      person.joins === 0 && 'not_a_member',
      nickname?.includes('坏') === true && 'nickname_refused',
    ],
    essence: ({ id }) => id,
    accept: (_, isFresh) => {
      must(nickname?.includes('坏') !== true, `${nickname ?? ''} was let pass`);
      const { wave, all } = person.nicknames;
      const before = isFresh && wave < books.wave ? [] : all;
      person.nicknames = { wave: books.wave, all: [...before, nickname] };
    },
  });
}

function phoneOf({ books }: World, person: Person): { hold: () => void } {
  return {
    hold: () => {
      if (person.hasPhone) return;
      person.hasPhone = true;
      books.phones.set(person.number, (books.phones.get(person.number) ?? 0) + 1);
    },
  };
}

/** A code that another server or a killed one had exchanged is spent; one of an earlier hour has run out. */
function phoneRefusals({ books, server }: World, person: Person, isFresh: boolean): (string | false)[] {
  const others = (books.phones.get(person.number) ?? 0) - (person.hasPhone ? 1 : 0);
  return [others > 0 && 'phone_in_use', (!isFresh || server.processes > 1) && 'phone_code_invalid'];
}

export function claim(world: World, act: Act): Op {
  const person = someone(world, act);
  const template = pick(world.books.templates, act.what)!;
  const elsewhere = pick(world.books.templates, act.what + 1)!;
  const day = world.today;
  return opOf(
    {
      key: world.nextKey(),
      words: `${person.name} claims ${template.title}`,
      route: 'POST /coupon-templates/{id}/claims',
      as: person,
      options: { params: { id: template.id } },
      refusals: () => claimRefusals(world, person, template, day),
      accept: ({ coupon }) => {
        must(coupon.template_id === template.id, `a claim of ${template.title} gave another coupon`);
        const [from, to] = [Date.parse(coupon.valid_from_at), Date.parse(coupon.valid_to_at)];
        own(world, person, template, { id: coupon.id, valid_from_at: from, valid_to_at: to });
      },
    },
    { params: { id: elsewhere.id } },
  );
}

function claimRefusals(world: World, person: Person, template: Template, day: string): (string | false)[] {
  const { limits } = template;
  const all = person.claims.get(template.id) ?? 0;
  const reached = (limit: number | null, had: number): boolean => limit !== null && had >= limit;
  return [
    person.joins === 0 && 'not_a_member',
    (!template.listed || template.state === 'paused') && 'not_found',
    template.ends_at !== null && world.now >= template.ends_at && 'ended',
    Math.min(leftOf(template), template.least) <= 0 && 'sold_out',
    reached(limits.per_day, template.issuedOn.get(day) ?? 0) && 'sold_out_today',
    (reached(limits.per_member, all) || reached(limits.per_phone, all)) && 'limit_reached',
    reached(limits.per_member_day, person.claims.get(`${template.id} ${day}`) ?? 0) && 'limit_reached_today',
    limits.per_phone !== null && !person.hasPhone && 'phone_required',
  ];
}

function own(
  world: World,
  person: Person,
  template: Template,
  facts: Pick<Coupon, 'id' | 'valid_from_at' | 'valid_to_at'>,
): void {
  const { books, today } = world;
  must(
    books.people.every((one) => one.coupons.every(({ id }) => id !== facts.id)),
    `${facts.id} was given twice`,
  );
  person.coupons.push({ ...facts, template, owner: person, number: null, redeemed: 0, wave: -1 });
  person.events.push(`coupon.issued ${facts.id}`);
  template.issued += 1;
  template.least -= 1;
  count(person.claims, template.id);
  count(person.claims, `${template.id} ${today}`);
  count(template.issuedOn, today);
}

export function collect(world: World, act: Act): Op | null {
  const { books, furnishing } = world;
  const person = someone(world, act);
  const open = books.purchases.filter(({ receipt }) => receipt !== null);
  const purchase = act.how % 4 === 0 ? pick(open, act.what) : (open.at(-1 - (act.what % 3)) ?? open.at(-1));
  const other = pick(open, act.what + 1);
  if (!purchase?.receipt) return null;
  const { receipt } = purchase;
  const expiresAt = receipt.expires_at;
  return opOf(
    {
      key: world.nextKey(),
      words: `${person.name} collects the receipt of ${purchase.id.slice(-6)}`,
      route: 'POST /me/receipts',
      as: person,
      options: { body: { code: receipt.code } },
      refusals: () => [
        person.joins === 0 && 'not_a_member',
        purchase.collected > 0 && 'receipt_collected',
        world.now >= expiresAt && 'receipt_expired',
        purchase.staff.person === person && 'own_subject',
      ],
      accept: ({ purchase_id, paid_fen, earning }, isFresh) => {
        must(
          purchase_id === purchase.id && paid_fen === purchase.paid_fen,
          `${purchase_id} is another purchase`,
        );
        checkParts(earning);
        const { merchant } = purchase.store;
        if (isFresh) books.judge(() => checkEarning(earning, paid_fen, merchant));
        purchase.collected += 1;
        purchase.member = person;
        purchase.points = earning.total;
        purchase.lot = lotOf(furnishing.point_expiry, world.today);
        if (isFresh) purchase.rules = rulesOf(earning, merchant);
        person.events.push(`purchase.recorded ${purchase_id}`);
        count(person.earnedOn, `${merchant.id} ${world.today}`, earning.total);
        move(person, purchase.lot, earning.total);
      },
    },
    other?.receipt && other !== purchase ? { body: { code: other.receipt.code } } : undefined,
  );
}
