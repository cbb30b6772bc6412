import { BoundedMap } from './bounded-map';
import { Calls } from './calls';
import { SingleUseCodes } from './codes';
import { Faults } from './faults';
import { MediaChecks } from './media-checks';
import { type MessageSetting } from './messages';
import { People } from './people';
import { Pushes } from './pushes';
import { Rates } from './rates';
import { catchUp } from './pay/due';
import { type PayOptions } from './pay/options';
import { createPayWorld, type PayWorld } from './pay/pay-world';
import { type Clock, type Random } from './system';
import { base62, hex } from './text';
import { Tokens } from './tokens';

const RISK_RANKS_MAX = 10_000;

/** What a mini-program code was asked to open. */
export interface CodeTarget {
  readonly scene: string;
  /** Empty for the home page. */
  readonly page: string;
  readonly env_version: string;
}

/** How this sandbox was set up. */
export interface Setting {
  readonly appid: string;
  readonly secret: string;
  readonly clock: Clock;
  readonly random: Random;
  /** The pages of the published version, for `check_path`; null lets every well-formed page pass. */
  readonly publishedPages: ReadonlySet<string> | null;
  /** What a drawn code says to a scanner. */
  readonly codeText: (target: CodeTarget) => string;
  /** Where messages are pushed to; null as long as nobody has said so. */
  readonly pushUrl: string | null;
  readonly messages: MessageSetting;
  readonly pay: PayOptions;
}

/** A phone number as the person's WeChat account holds it. */
export interface PhoneGrant {
  readonly openid: string;
  /** National digits, without a country code. */
  readonly pure: string;
  readonly country_code: string;
}

/** Everything the sandbox remembers. It is gone when the process ends. */
export interface World {
  readonly setting: Setting;
  readonly people: People;
  /** How risky WeChat takes people to be, by openid; 0 where nothing is said. */
  readonly riskRanks: BoundedMap<string, number>;
  readonly loginCodes: SingleUseCodes<string>;
  readonly phoneCodes: SingleUseCodes<PhoneGrant>;
  readonly tokens: Tokens;
  readonly rates: Rates;
  readonly faults: Faults;
  readonly calls: Calls;
  readonly pushes: Pushes;
  readonly checks: MediaChecks;
  readonly pay: PayWorld;
}

/** A new world with nobody in it. */
export function createWorld(setting: Setting): World {
  const { appid, clock, random } = setting;
  const people = new People(random);
  const pay = createPayWorld({ appid, clock, random, people }, setting.pay);
  pay.notices.beforeEachRound(() => {
    catchUp(pay);
  });
  const pushes = new Pushes(setting, setting.pushUrl);
  return {
    setting,
    people,
    riskRanks: new BoundedMap(RISK_RANKS_MAX),
    loginCodes: new SingleUseCodes(clock, () => `0${base62(random, 31)}`),
    phoneCodes: new SingleUseCodes(clock, () => hex(random, 32)),
    tokens: new Tokens(clock, random),
    rates: new Rates(clock),
    faults: new Faults(),
    calls: new Calls(),
    pushes,
    checks: new MediaChecks(appid, pushes),
    pay,
  };
}
