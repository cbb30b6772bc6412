/** A text as a person may read it, its variables in brackets: `你⟨act⟩后也会得到 ⟨reward⟩`. */
export interface Said {
  /** Where it stands in its catalogue: `referral.landing.theirs`. */
  readonly place: string;
  readonly text: string;
}

type Words = (...values: readonly unknown[]) => unknown;

/** Values that texts tell apart: nobody, one and several of something, yes and no. */
const TELLING = [null, 0, 1, 2, true, false, [], ['⟨one⟩', '⟨other⟩']];

/** What a friend does is always words, never a number of something or nothing. */
const ACTED = '⟨act⟩';

/** The names of an arrow function's parameters, in order. */
function parametersOf(words: Words): string[] {
  const [head = ''] = /^[^=]*?(?==>|\{)/.exec(words.toString()) ?? [];
  const names = head.replace(/[()\s]/g, '').split(',');
  if (names.length < words.length) throw new Error(`cannot read the parameters of ${words.toString()}`);
  return names.slice(0, words.length);
}

/** What a text says with these values; null where it is not made for them. */
function spoken(words: Words, values: readonly unknown[]): string | null {
  try {
    const said = words(...values);
    return typeof said === 'string' ? said : null;
  } catch {
    return null;
  }
}

/**
 * Everything a text with variables can say, as far as its branches go by one of them. A value that is merely put in
 * place says nothing new.
 */
function spokenBy(words: Words, place: string): string[] {
  const names = parametersOf(words).map((name) => `⟨${name}⟩`);
  const plain = spoken(words, names);
  const branches = names.flatMap((name, i) =>
    (name === ACTED ? [] : TELLING).flatMap((value) => {
      const values = names.map((other, at) => (at === i ? value : other));
      const text = spoken(words, values);
      return text === null || text === plain?.replaceAll(name, String(value)) ? [] : [text];
    }),
  );
  const said = new Set([...(plain === null ? [] : [plain]), ...branches]);
  if (said.size === 0) throw new Error(`nobody can say ${place}`);
  return [...said];
}

/** All texts of a catalogue: plain ones, lists, and what its functions say. */
export function textsOf(catalogue: unknown, place = ''): Said[] {
  if (typeof catalogue === 'string') return [{ place, text: catalogue }];
  if (typeof catalogue === 'function')
    return spokenBy(catalogue as Words, place).map((text) => ({ place, text }));
  if (typeof catalogue !== 'object' || catalogue === null) return [];
  return Object.entries(catalogue).flatMap(([name, value]) =>
    textsOf(value, place === '' ? name : `${place}.${name}`),
  );
}

/** What is done with a reward. */
const GET = '(?:领|得到|获得|得(?=[\\s「⟨\\d奖])|送|赠|返|奖励|有奖|解锁)';
const SHARE = '(?:分享|转发|集赞|点赞|发给好友|发给朋友|发到群|朋友圈)';
const AT_ONCE = '[，,]?(?:即可?|就能?|立刻?|马上|你|可以?|各|都|双方|也会?|会){0,3}\\s?';

interface Ban {
  readonly what: string;
  readonly pattern: RegExp;
}

/** What WeChat calls induced sharing, and what we do not want besides. @rule R3 @rule R4 @rule R9 */
const BANS: readonly Ban[] = [
  { what: 'something for a share', pattern: new RegExp(`${SHARE}.{0,10}${GET}`) },
  {
    what: 'a share before something else',
    pattern: new RegExp(`(?:先|需要|必须)${SHARE}|${SHARE}(?:之?后|成功|即可|才能|以继续)`),
  },
  {
    what: 'something for inviting, whatever the friend does',
    pattern: new RegExp(`邀请(?!奖励)[^，。；：、]{0,8}${AT_ONCE}${GET}`),
  },
  {
    what: 'something for an opened card or a visit',
    pattern: new RegExp(
      `(?:点开|打开|点击|浏览|访问|到访|扫码|进来|来看看?)[^，。；：、]{0,8}${AT_ONCE}${GET}`,
    ),
  },
  {
    what: 'something for a friend who merely joins',
    pattern: new RegExp(
      `(?:好友|朋友|新人|⟨name⟩)\\s?(?:注册|入会|加入|关注)(?:成功|之?后)?${AT_ONCE}${GET}`,
    ),
  },
  { what: 'more than one level', pattern: /二级|两级|多级|下线|下级|团队奖|拉人头|裂变|分销|佣金|提成|躺赚/ },
  {
    what: 'chance and shouting',
    pattern: /砍一刀|砍价|助力|瓜分|红包|最高可?得|随机(?:得|奖|送)|大奖|白拿|快来|疯抢|！/,
  },
];

/** A text that says that there is nothing, or that nothing is needed. */
const DENIED = /没有|不会有|都无|不用|无需|不影响/;

/** What somebody is told to get. */
const GAIN = /(?:会|可|另|再|各|都|好|友|你|⟩)?得(?=到|\s?[「⟨\d])|获得|送你|赠|返给|奖励你/;
const THING = /⟨(?:reward|points|mine|friend|title|coupon)⟩|积分|券|奖励/;
/** What it is for: the friend's purchase or use of a coupon. */
const ACT = /消费|实付|用券|取货|核销|达成|⟨act⟩/;

/** Without the names of buttons and pages that it quotes. */
function unquoted(text: string): string {
  return text.replace(/「[^⟨」]*」/g, '「」');
}

/** What is wrong with a text, wherever it stands. */
export function bannedIn(text: string): string[] {
  return BANS.flatMap(({ what, pattern }) => {
    const [found] = pattern.exec(unquoted(text)) ?? [];
    return found === undefined || DENIED.test(found) ? [] : [what];
  });
}

/** Whether a text about inviting names what somebody gets without what the friend does for it. */
export function isForNothing(text: string): boolean {
  const said = unquoted(text);
  return GAIN.test(said) && THING.test(said) && !DENIED.test(said) && !ACT.test(said);
}

/** What is no customer's act in a shop, as the API's own words name it. */
const IDLE =
  '(?:shar(?:e|es|ed|ing)|forward\\w*|visit(?:s|ed|ing)?|open(?:s|ed|ing)?|viewed|clicks?|clicked)';
const GIVES = '\\b(?:gives?|given|earns?|rewards?|rewarded|grants?|granted|bonus|points|coupons?|gifts?)\\b';

/** Whether a sentence about a route or a posting gives something for a share, a visit or an opened card. */
export function givesForNothing(sentence: string): boolean {
  const idle = `\\b${IDLE}\\b`;
  return new RegExp(`${idle}.{0,40}${GIVES}|${GIVES}.{0,40}\\bfor\\b.{0,20}${idle}`, 'i').test(sentence);
}

/** Whether a name of an event, a reason or a posting is that of a share, a visit or an opened card. */
export function isIdle(name: string): boolean {
  return name.split(/[._]/).some((part) => new RegExp(`^${IDLE}$`).test(part));
}

/** Whether a route takes or tells shares. */
export function isOfShares(route: string): boolean {
  return /\/(?:shares?|sharing|forwards?)(?:\/|$)/.test(route);
}
