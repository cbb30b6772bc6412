import { pick } from './acts-member';
import { Broken, leftOf, type PointRule } from './books';
import { opOf, type Op } from './op';
import type { Act } from './story';
import type { World } from './world';

export function changeStock(world: World, act: Act): Op {
  const template = pick(world.books.templates, act.what)!;
  const delta = [-3, -2, -1, 1, 2, 3][act.how % 6]!;
  const options = { params: { id: template.id } };
  return opOf(
    {
      key: world.nextKey(),
      words: `the operator changes the stock of ${template.title} by ${delta}`,
      route: 'POST /console/coupon-templates/{id}/stock-changes',
      as: world.operator,
      options: { ...options, body: { delta, reason: '盘点' } },
      refusals: () => [Math.min(leftOf(template), template.least) + delta < 0 && 'stock_below_claimed'],
      accept: () => {
        template.printed += delta;
        if (delta < 0) template.least += delta;
      },
    },
    { ...options, body: { delta: delta + 10, reason: '盘点' } },
  );
}

/** Shows a template in the coupon centre or takes it away, pauses it or lets it go on. */
export function editTemplate(world: World, act: Act): Op {
  const template = pick(world.books.templates, act.what)!;
  const { version } = template;
  const isTaken = (act.how & 1) === 0;
  const change =
    act.how % 3 === 0 ? { listed: !isTaken } : ({ state: isTaken ? 'paused' : 'active' } as const);
  return opOf({
    key: world.nextKey(),
    words: `the operator sets ${template.title} to ${JSON.stringify(change)}`,
    route: 'PATCH /console/coupon-templates/{id}',
    as: world.operator,
    options: { params: { id: template.id }, body: { version, ...change } },
    refusals: () => [template.version !== version && 'version_conflict'],
    essence: (body) => [body.version, body.listed, body.state],
    accept: (body) => {
      if (body.version !== version + 1) throw new Broken(`version ${body.version} came after ${version}`);
      if (body.version <= template.version)
        throw new Broken(`${template.title} has version ${version + 1} twice`);
      template.version = body.version;
      template.listed = body.listed;
      template.state = body.state;
      template.wasPaused ||= body.state === 'paused';
    },
  });
}

export function changeRule(world: World, act: Act): Op {
  const merchant = pick(world.books.merchants, act.what)!;
  const { version } = merchant;
  const rule: PointRule = {
    ...merchant.rules.at(-1)!,
    multiplier_bp: [5_000, 10_000, 15_000, 20_000][act.how % 4]!,
  };
  return opOf({
    key: world.nextKey(),
    words: `the operator multiplies the points of ${merchant.name} by ${rule.multiplier_bp / 10_000}`,
    route: 'PATCH /console/merchants/{id}',
    as: world.operator,
    options: { params: { id: merchant.id }, body: { version, point_rule: rule } },
    refusals: () => [merchant.version !== version && 'version_conflict'],
    essence: (body) => [body.version, body.point_rule],
    accept: (body) => {
      if (body.version <= merchant.version)
        throw new Broken(`${merchant.name} has version ${version + 1} twice`);
      merchant.version = body.version;
      merchant.rules.push(rule);
    },
  });
}

export function changeGift(world: World, act: Act): Op {
  const channel = pick(world.books.channels, act.what)!;
  const { version } = channel;
  const points = act.how % 50;
  return opOf({
    key: world.nextKey(),
    words: `the operator lets ${channel.name} give ${points} points`,
    route: 'PATCH /console/channels/{id}',
    as: world.operator,
    options: { params: { id: channel.id }, body: { version, gift_points: points } },
    refusals: () => [channel.version !== version && 'version_conflict'],
    essence: (body) => [body.version, body.gift_points],
    accept: (body) => {
      if (body.version <= channel.version)
        throw new Broken(`${channel.name} has version ${version + 1} twice`);
      channel.version = body.version;
      channel.points = points;
      channel.pointsOfWave.push(points);
    },
  });
}

/** Looks at what is another's, or does what is not theirs to do: always refused. */
export function pry(world: World, act: Act): Op | null {
  const { books } = world;
  const person = pick(books.people, act.who)!;
  const key = world.nextKey();
  const let_in = (): never => {
    throw new Broken(`${person.name} was let in`);
  };
  const coupon = pick(
    books.people.flatMap(({ coupons }) => coupons),
    act.what,
  );
  if (act.how % 2 === 0 && coupon && coupon.owner !== person) {
    return opOf({
      ...{ key, words: `${person.name} looks at a coupon of ${coupon.owner.name}`, accept: let_in },
      route: 'GET /me/coupons/{id}',
      as: person,
      options: { params: { id: coupon.id } },
      refusals: () => ['not_found', 'not_a_member'],
    });
  }
  if (books.staff.some((one) => one.person === person)) return null;
  return opOf({
    ...{ key, words: `${person.name} plays the assistant`, accept: let_in },
    route: 'POST /staff/purchases',
    as: person,
    options: { body: { store_id: books.stores[0]!.id, amount_fen: 100_000 } },
    refusals: () => ['not_staff'],
  });
}
