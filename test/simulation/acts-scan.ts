import { instant, MINUTE_MS } from '../../shared/kernel';
import { deriveCode, stepOf } from '../../shared/rules';
import { isRedeemed } from './acts-counter';
import { pick } from './acts-member';
import { count, must, type Coupon, type Person, type Staff } from './books';
import { opOf, type Op } from './op';
import type { Act } from './story';
import type { World } from './world';

const WINDOW_MS = 10 * MINUTE_MS;
/** So many looks in ten minutes can lock a number, if all of them fail. */
const LOOKS = 5;

type Look = World['books']['looks'][number];

/** What an assistant points the scanner at. */
interface Shown {
  readonly code: string;
  readonly subject: string;
  readonly person: Person;
  readonly coupon: Coupon | null;
  readonly words: string;
  readonly wrong: 'code_malformed' | 'code_expired' | 'code_unknown' | null;
}

export async function scan(world: World, act: Act): Promise<Op | null> {
  const { books } = world;
  const staff = pick(books.staff, act.who)!;
  const store = act.how % 17 === 3 ? pick(books.stores, act.what)! : pick(staff.stores, act.how)!;
  const shown = await show(world, act, staff);
  if (!shown) return null;
  const { person, coupon, subject, wrong } = shown;
  const step = `${subject}:${stepOf(world.server.clock.now())}`;
  return opOf({
    key: world.nextKey(),
    words: `${staff.name} scans ${shown.words} at ${store.name}`,
    route: 'POST /staff/scans',
    as: staff.person,
    options: { body: { code: shown.code, store_id: store.id } },
    essence: ({ scan_id, kind }) => [scan_id, kind],
    refusals: (isFresh) => {
      books.looks.push({ at: world.now, subject, staff });
      return [
        wrong ?? false,
        !staff.stores.includes(store) && 'wrong_store',
        person === staff.person && 'own_subject',
        (person.steps.get(step) ?? 0) > 0 && 'code_used',
        wasTried(world, (look) => look.subject === subject, LOOKS) && 'code_locked',
        wasTried(world, (look) => look.staff === staff, 4 * LOOKS) && 'staff_locked',
        coupon !== null && isRedeemed(world, coupon) && 'coupon_redeemed',
        coupon !== null && world.now >= coupon.valid_to_at && 'coupon_expired',
        ...(isFresh ? [] : ['code_expired', 'code_unknown']),
      ];
    },
    accept: ({ scan_id, expires_at, kind }) => {
      must(wrong === null, `a code that is ${wrong ?? ''} was taken`);
      must(kind === (coupon ? 'coupon' : 'member'), `${shown.words} was taken for a ${kind}`);
      must(count(person.steps, step) === 1, `the code of ${shown.words} was taken twice`);
      const ticket = {
        id: scan_id,
        staff,
        store,
        person,
        coupon,
        expires_at: Date.parse(expires_at),
        uses: 0,
      };
      books.tickets.push(ticket);
    },
  });
}

async function show(world: World, act: Act, staff: Staff): Promise<Shown | null> {
  const members = world.books.people.filter((one) => one.member !== null);
  const person = act.how % 19 === 4 ? staff.person : pick(members, act.what);
  if (!person?.member) return null;
  const own = person.coupons.filter(({ redeemed }) => act.how % 7 === 0 || redeemed === 0);
  const coupon = act.how % 2 === 0 ? (pick(own, act.what >> 3) ?? null) : null;
  const kind = coupon ? 'coupon' : 'member';
  const number = coupon ? await numberOf(world, coupon) : person.member.card_no;
  const { secret } = person.member;
  const at = (ago: number) => deriveCode({ secret, kind, number, at: instant(world.now - ago) });
  const subject = at(0).slice(0, 12);
  const whose = coupon ? `${coupon.template.title} of ${person.name}` : person.name;
  const say = (code: string, wrong: Shown['wrong'], how: string): Shown => ({
    ...{ code, subject, person, coupon, wrong },
    words: `${how}${whose}`,
  });
  if (act.how % 23 === 5) return say(at(5 * MINUTE_MS), 'code_expired', 'an old code of ');
  if (act.how % 23 === 6) return say('12345', 'code_malformed', 'nonsense beside ');
  if (act.how % 23 === 7) return say(guess(at(0)), 'code_unknown', 'a guess at ');
  return say(at(0), null, '');
}

/** Six digits that neither the code nor its neighbours in time have: all of one kind, but for bad luck in 10⁵. */
function guess(code: string): string {
  const last = code.slice(12) === '000000' ? '1' : '0';
  return code.slice(0, 12) + last.repeat(6);
}

/** A member sees the number of a coupon when they open it. */
async function numberOf(world: World, coupon: Coupon): Promise<string> {
  const { owner, id } = coupon;
  coupon.number ??= (await world.ok('GET /me/coupons/{id}', { token: owner.token, params: { id } })).number;
  return coupon.number;
}

function wasTried({ books, now }: World, isOf: (look: Look) => boolean, times: number): boolean {
  return books.looks.filter((look) => look.at > now - WINDOW_MS && isOf(look)).length >= times;
}
