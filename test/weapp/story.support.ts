import type { WxNode } from '../support/wx/node';
import type { WxPhone } from '../support/wx/phone';
import { doorCode, hireClerk, newOpenid, phoneOf, t } from './people.support';

export const GIFT = '新朋友见面券';
export const WELCOME_POINTS = 20;
/** A bill of ¥45 with the gift: ten off, a point for each yuan paid. */
export const BILL = { keys: '45', paid: '35', points: 35 };
/** A purchase without a code. */
export const WALK_IN = { keys: '28.5', amount: '28.50', points: 28 };
/** May be claimed twice, and there are many. */
export const CLAIMED = '下午茶满减券';

const COUPON_PAGE = '/packages/member/coupon/index';
const BENCH = '/packages/staff/workbench/index';

/** A member and an assistant, each on their own phone, in the middle of a story. */
export interface Stage {
  /** Of the member, and of the assistant. */
  readonly openid: string;
  readonly clerk: string;
  readonly member: WxPhone;
  readonly staff: WxPhone;
  readonly scene: string;
  /** How often a finger comes down where the story says "tap". */
  taps: 1 | 2;
  /** The digits of the member's coupon, as the screen shows them. */
  digits: string;
  /** The receipt that the assistant's screen shows as a QR code. */
  receipt: string;
}

/** One thing that one of them does, and how to see that it has happened. */
export interface Step {
  readonly name: string;
  readonly who: 'member' | 'staff';
  /** Requests that the step stands on: method and path. */
  readonly sends: readonly (readonly [string, RegExp])[];
  readonly act: (stage: Stage) => Promise<void>;
  /** Whether it is done; may take down what the screen shows. */
  readonly done: (stage: Stage) => boolean;
  /** What to tap again when it failed and the screen has no "try again": the same button. */
  readonly again?: (stage: Stage) => WxNode | undefined;
  /** Nothing to tap: it comes by itself once it can. */
  readonly waits?: true;
}

/** A guest at the door, and a clerk who has not done anything yet. */
export async function newStage(): Promise<Stage> {
  const openid = newOpenid();
  const clerk = await hireClerk();
  return {
    openid,
    clerk,
    member: phoneOf(openid),
    staff: phoneOf(clerk),
    scene: await doorCode(),
    taps: 1,
    digits: '',
    receipt: '',
  };
}

/** A tap, or two before anything can change. */
async function tap(stage: Stage, phone: WxPhone, words: string | RegExp): Promise<void> {
  const node = await phone.until(() => phone.tappableSaying(words), `a tap on ${String(words)}`);
  phone.press(node, stage.taps);
}

/** Types an amount of yuan on the keys. */
export async function typeAmount(phone: WxPhone, keys: string): Promise<void> {
  for (const key of keys) {
    phone.press(
      await phone.until(
        () => phone.all('pad__key').find((node) => phone.wordsOf(node) === key),
        `key ${key}`,
      ),
    );
  }
}

/** The 18 digits of the code on the page in sight; empty while there is none. */
export function digitsOn(phone: WxPhone): string {
  const node = phone.one('code-card__digits');
  return node === undefined ? '' : phone.wordsOf(node);
}

const says = (phone: WxPhone, words: string | RegExp): boolean => phone.saying(words).length > 0;

const landing: Step = {
  name: 'the scanned code opens the landing page',
  who: 'member',
  sends: [['POST', /\/visits$/]],
  act: async ({ member, scene }) => {
    member.start(`/pages/landing/index?scene=${scene}`, { scene: 1011 });
  },
  done: ({ member }) => says(member, t.member.landing.joinWithCoupon(GIFT)),
};

const joining: Step = {
  name: 'one tap joins',
  who: 'member',
  sends: [['POST', /\/members$/]],
  act: async (stage) => tap(stage, stage.member, t.member.landing.joinWithCoupon(GIFT)),
  done: ({ member }) => says(member, t.member.landing.joined),
  again: ({ member }) => member.tappableSaying(t.member.landing.joinWithCoupon(GIFT)),
};

const coupon: Step = {
  name: 'the coupon shows its code',
  who: 'member',
  sends: [['GET', /\/me\/coupons\/cpn_/]],
  act: async (stage) => tap(stage, stage.member, t.member.landing.useNow),
  done: (stage) => {
    stage.digits = digitsOn(stage.member);
    return stage.member.route === COUPON_PAGE.slice(1) && /^67\d{16}$/.test(stage.digits);
  },
  again: ({ member }) => member.tappableSaying(t.member.landing.useNow),
};

const bench: Step = {
  name: 'the assistant opens the workbench',
  who: 'staff',
  sends: [
    ['POST', /\/auth\/wechat$/],
    ['GET', /\/staff\/records$/],
  ],
  act: async ({ staff }) => {
    staff.start(BENCH);
  },
  done: ({ staff }) => says(staff, t.staff.bench.records),
};

const scanning: Step = {
  name: 'the assistant scans the coupon',
  who: 'staff',
  sends: [['POST', /\/staff\/scans$/]],
  act: async (stage) => {
    stage.staff.answers['scanCode'] = () => ({ result: digitsOn(stage.member), scanType: 'QR_CODE' });
    await tap(stage, stage.staff, t.staff.bench.scan);
  },
  done: ({ staff }) => staff.one('desk__who') !== undefined && says(staff, GIFT),
};

const quote: Step = {
  name: 'the quote says what the coupon does for the bill',
  who: 'staff',
  sends: [['GET', /\/staff\/scans\/\w+\/quote$/]],
  act: async ({ staff }) => typeAmount(staff, BILL.keys),
  done: ({ staff }) => says(staff, t.staff.scan.confirmRedeem(BILL.paid)),
};

const redeeming: Step = {
  name: 'the assistant confirms',
  who: 'staff',
  sends: [['POST', /\/staff\/redemptions$/]],
  act: async (stage) => tap(stage, stage.staff, t.staff.scan.confirmRedeem(BILL.paid)),
  done: ({ staff }) => says(staff, t.staff.result.redeemed),
  again: ({ staff }) => staff.tappableSaying(t.staff.scan.confirmRedeem(BILL.paid)),
};

const flip: Step = {
  name: 'the coupon flips before the member’s eyes',
  who: 'member',
  sends: [['GET', /\/me\/events$/]],
  waits: true,
  act: async () => undefined,
  done: ({ member }) => says(member, t.coupons.detail.redeemedTitle),
};

const backToBench: Step = {
  name: 'the record stands on the workbench',
  who: 'staff',
  sends: [['GET', /\/staff\/records$/]],
  act: async (stage) => tap(stage, stage.staff, t.staff.result.toBench),
  done: ({ staff }) => staff.route === BENCH.slice(1) && says(staff, t.staff.bench.undo),
};

const undoing: Step = {
  name: 'the assistant takes it back',
  who: 'staff',
  sends: [['POST', /\/staff\/redemptions\/\w+\/undo$/]],
  act: async (stage) => {
    const { staff } = stage;
    await tap(stage, staff, t.staff.bench.undo);
    // the sheet comes up with no reason chosen, whatever was tapped while it came
    await staff.rests(() => false, 'the sheet comes up');
    await staff.tap(t.staff.undo.reasons[0]!);
    await tap(stage, staff, t.staff.undo.action);
  },
  done: ({ staff }) => {
    const first = staff.all('records__row')[0];
    return first !== undefined && staff.wordsOf(first).includes(t.staff.undo.reasons[0]!);
  },
  again: ({ staff }) => staff.tappableSaying(t.staff.undo.action),
};

const returned: Step = {
  name: 'the coupon is good again before the member’s eyes',
  who: 'member',
  sends: [['GET', /\/me\/events$/]],
  waits: true,
  act: async () => undefined,
  done: (stage) => /^67\d{16}$/.test(digitsOn(stage.member)),
};

/** From the code at the door to a coupon that was used and given back. */
export const couponStory: readonly Step[] = [
  landing, joining, coupon, bench, scanning, quote, redeeming, flip, backToBench, undoing, returned,
]; // prettier-ignore

const recording: Step = {
  name: 'the assistant records a purchase without a code',
  who: 'staff',
  sends: [['POST', /\/staff\/purchases$/]],
  act: async (stage) => {
    const { staff } = stage;
    await tap(stage, staff, t.staff.bench.record);
    await typeAmount(staff, WALK_IN.keys);
    await tap(stage, staff, t.staff.record.confirm(WALK_IN.amount));
  },
  done: (stage) => {
    const kept = stage.staff.storage.get('liuke.counter.result');
    const result =
      typeof kept === 'string' ? (JSON.parse(kept) as { receipt: { code: string } | null }) : null;
    stage.receipt = result?.receipt?.code ?? '';
    return says(stage.staff, t.staff.result.recorded) && stage.receipt !== '';
  },
  again: ({ staff }) => staff.tappableSaying(t.staff.record.confirm(WALK_IN.amount)),
};

const receiptPage: Step = {
  name: 'a guest scans the receipt',
  who: 'member',
  sends: [['POST', /\/auth\/wechat$/]],
  act: async ({ member, receipt }) => {
    member.start(`/pages/landing/index?scene=${encodeURIComponent(`r.${receipt}`)}`, { scene: 1011 });
  },
  done: ({ member }) => says(member, t.member.receipt.join),
};

const collecting: Step = {
  name: 'one tap joins and collects its points',
  who: 'member',
  sends: [
    ['POST', /\/visits$/],
    ['POST', /\/members$/],
    ['POST', /\/me\/receipts$/],
  ],
  act: async (stage) => tap(stage, stage.member, t.member.receipt.join),
  done: ({ member }) => says(member, t.member.receipt.got),
  again: ({ member }) => member.tappableSaying(t.member.receipt.join),
};

const centre: Step = {
  name: 'the coupon centre shows what there is',
  who: 'member',
  sends: [['GET', /\/coupon-templates$/]],
  act: async (stage) => {
    const { member } = stage;
    await tap(stage, member, t.member.landing.toHome);
    await member.until(() => member.route === 'pages/home/index', 'the home page');
    await tap(stage, member, t.common.tabs.coupons);
    await member.until(() => member.route === 'pages/coupons/index', 'the centre');
  },
  done: ({ member }) => claimButton(member) !== undefined,
};

/** The button in the ticket of the story's coupon. */
function claimButton(phone: WxPhone): WxNode | undefined {
  const ticket = phone.all('ticket').find((node) => phone.wordsOf(node).includes(CLAIMED));
  return ticket && phone.within(ticket, t.coupons.centre.claim);
}

const claiming: Step = {
  name: 'the member claims one',
  who: 'member',
  sends: [['POST', /\/coupon-templates\/\w+\/claims$/]],
  act: async (stage) => {
    const { member } = stage;
    member.press(await member.until(() => claimButton(member), 'the button to claim'), stage.taps);
  },
  done: ({ member }) => member.text.includes(t.coupons.centre.claimed),
  again: ({ member }) => claimButton(member),
};

/** From a purchase without a code to a member with points and a coupon. */
export const receiptStory: readonly Step[] = [bench, recording, receiptPage, collecting, centre, claiming];

/** Plays steps one after another, each to its end. */
export async function play(stage: Stage, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    await step.act(stage);
    await stage[step.who].until(() => step.done(stage), step.name);
  }
}
