import { mkdirSync } from 'node:fs';
import { instant, type Id } from '../../shared/kernel';
import { TERMS_VERSION } from '../../shared/contract';
import { stepOf } from '../../shared/rules';
import { analyticsHandlers } from '../../server/analytics';
import { closeCore, openCore, type Core } from '../../server/core';
import { codeSubject } from '../../server/counter/counter.rules';
import { scan } from '../../server/counter/scan.command';
import { claimCoupon } from '../../server/coupons';
import { createTemplate } from '../../server/coupons/templates.commands';
import { AUDIT_CHECKS } from '../../server/features';
import { join } from '../../server/joins/joins.commands';
import { audit, type Actor, type Command } from '../../server/ledger';
import { memberIdOf } from '../../server/members';
import { recordLogin } from '../../server/members/members.commands';
import { createMerchant } from '../../server/merchants/merchants.commands';
import { PersonTokens } from '../../server/platform/auth';
import { loadConfig } from '../../server/platform/config';
import { Keyring } from '../../server/platform/crypto';
import type { Random } from '../../server/platform/random';
import { createStaff } from '../../server/staff/staff.commands';
import { bindStaff } from '../../server/staff/binding.command';
import { InvitationCodes } from '../../server/staff/invitation-codes';
import { createStore } from '../../server/stores/stores.commands';

/** Commands asked at once while a world is being filled. */
const AT_ONCE = 2_000;
/** Assistants at the counter: enough that none writes more than the rate limit allows. */
const CLERKS = 400;

const SYSTEM: Actor = { kind: 'system', id: 'bench' };
const SECRET = 'bench-secret-that-is-32-characters-long';

export interface Person {
  readonly person_id: Id<'person'>;
  readonly member_id: Id<'member'>;
  readonly token: string;
}

/** A counter's ticket for one member's purchase. */
export interface Ticket {
  readonly scan_id: Id<'scan'>;
  readonly store_id: Id<'store'>;
  readonly clerk: Person;
}

/**
 * One database with a shop, its staff and its members, all made by the engine's own commands. Stays open beside
 * the servers that are measured, for what a measurement needs beforehand and for the audit behind it.
 */
export class World {
  readonly members: Person[] = [];
  private clerks: (Person & { readonly staff_id: Id<'staff'> })[] = [];
  private merchantId: Id<'merchant'> | null = null;
  private storeId: Id<'store'> | null = null;
  private serial = 0;
  private nextCustomer = 0;

  private constructor(
    readonly core: Core,
    /** What a server process needs to run on this database. */
    readonly env: Readonly<Record<string, string>>,
  ) {}

  /** Opens and migrates an empty database; `url` null takes the embedded one in `folder`. */
  static async open(
    folder: string,
    url: string | null,
    env: Readonly<Record<string, string>>,
  ): Promise<World> {
    mkdirSync(folder, { recursive: true });
    const full = {
      ...env,
      NODE_ENV: 'production',
      LIUKE_HOST: '127.0.0.1',
      LIUKE_DATA_DIR: folder,
      LIUKE_PUBLIC_URL: 'https://bench.example.com',
      LIUKE_SECRET_KEY: SECRET,
      LIUKE_HASH_KEY: SECRET,
      ...(url === null ? {} : { DATABASE_URL: url }),
    };
    const core = await openCore(loadConfig(full));
    await core.database.migrate();
    // as the server does: otherwise a million claims are delivered to nobody, one by one, before anything is measured
    core.ledger.deliverOnly(analyticsHandlers(core.database).flatMap(({ types }) => types));
    return new World(core, full);
  }

  /** A shop with `clerks` assistants and `count` members who have joined. */
  async fill(count: number, clerks = CLERKS): Promise<void> {
    const point_rule = {
      rate_bp: 10_000,
      multiplier_bp: 10_000,
      daily_cap: null,
      excluded_categories: [],
      rest_days: 0,
    };
    const merchant = await this.run(createMerchant, { name: '好茶', point_rule });
    this.merchantId = merchant.merchant_id;
    const place = { address: '梧桐街 18 号', phone: null, timezone: this.core.config.program.timezone };
    const store = await this.run(createStore, {
      ...{ merchant_id: merchant.merchant_id, name: '梧桐街店', ...place, hours: [], lat: null, lng: null },
    });
    this.storeId = store.store_id;
    const keyring = new Keyring(this.core.config, this.core.random);
    const codes = new InvitationCodes(keyring);
    const hired = createStaff(codes);
    this.clerks = await this.each(clerks, async (n) => {
      const person = await this.person(keyring, `clerk-${n}`);
      const { staff_id } = await this.run(hired, {
        name: '小陈',
        role: 'clerk',
        store_ids: [store.store_id],
      });
      const invitation = codes.hashOf(codes.codeOf(staff_id, 1));
      await this.run(bindStaff, { person_id: person.person_id, invitation_hash: invitation });
      return { ...person, staff_id };
    });
    const joining = join({ seal: (text) => keyring.seal(text), policy: this.core.config.program });
    const made = await this.each(count, async (n) => {
      const person = await this.person(keyring, `member-${n}`);
      const consent = { terms: TERMS_VERSION, marketing: false };
      const input = {
        person_id: person.person_id,
        visit_id: null,
        nickname: '小满',
        phone: null,
        openid_hash: keyring.fingerprint('openid', `member-${n}`),
        risk_rank: null,
        ...consent,
      };
      await this.run(joining, input, { kind: 'person', id: person.person_id });
      return person;
    });
    this.members.push(...made);
  }

  /** The shop that everything belongs to. */
  merchant(): Id<'merchant'> {
    if (this.merchantId === null) throw new Error('the world is empty');
    return this.merchantId;
  }

  /** A coupon template on sale, one per member unless told otherwise. */
  async template(stock: number, perMember: number | null = 1): Promise<Id<'template'>> {
    const merchantId = this.merchant();
    const { template_id } = await this.run(createTemplate, {
      merchant_id: merchantId,
      title: '满 20 减 5',
      value: { kind: 'amount_off', threshold_fen: 2_000, amount_fen: 500 },
      validity: { kind: 'relative', days: 30, start_after_days: 0 },
      times: { weekdays: [], from_minute: null, to_minute: null },
      scope: { store_ids: [], new_members_only: false },
      limits: { per_member: perMember, per_member_day: null, per_day: null, per_phone: null },
      claim_from_at: null,
      claim_to_at: null,
      listed: true,
      stock,
    });
    return template_id;
  }

  /** Puts the members into any order. */
  shuffle(random: Random): void {
    for (let n = this.members.length - 1; n > 0; n -= 1) {
      const other = random.int(n + 1);
      [this.members[n], this.members[other]] = [this.members[other]!, this.members[n]!];
    }
  }

  /** Leaves `count` of the members at work, spread over all of them: what the others have lies in the tables. */
  keep(count: number): void {
    const step = this.members.length / count;
    const kept = this.members.filter((_, n) => n % step === 0);
    this.members.splice(0, this.members.length, ...kept);
  }

  /** Lets members claim by the engine; `keyOf` says under which idempotency key. */
  async claim(template: Id<'template'>, who: readonly Person[], keyOf: (n: number) => string): Promise<void> {
    const { timezone } = this.core.config.program;
    await this.each(who.length, async (n) => {
      const person = who[n];
      if (!person) return;
      const actor: Actor = { kind: 'member', id: person.member_id };
      const key = `member:${person.person_id}:${keyOf(n)}`;
      const input = { template_id: template, member_id: person.member_id };
      const result = await this.core.ledger.run(claimCoupon(timezone), input, { key, actor });
      if (!result.ok) throw new Error(`a claim was refused: ${result.refusal.code}`);
    });
  }

  /** Opened tickets, good for ten minutes, for ever other members. */
  async tickets(count: number): Promise<Ticket[]> {
    const { storeId } = this;
    if (storeId === null) throw new Error('the world is empty');
    return this.each(count, async (n) => {
      const customer = this.members[this.nextCustomer % this.members.length];
      // a code of its own for each ticket: a real one is good once a minute
      const subject = codeSubject('member', String(this.nextCustomer).padStart(10, '0'));
      this.nextCustomer += 1;
      const clerk = this.clerks[n % this.clerks.length];
      if (!customer || !clerk) throw new Error('the world is empty');
      const step = stepOf(this.core.clock.now());
      const target = { kind: 'member' as const, member_id: customer.member_id, subject, step };
      const input = { staff_id: clerk.staff_id, store_id: storeId, target };
      const actor: Actor = { kind: 'staff', id: clerk.staff_id };
      return { scan_id: (await this.run(scan, input, actor)).scan_id, store_id: storeId, clerk };
    });
  }

  /** Waits until every event is delivered: that work belongs to the commands that caused it. */
  async settled(): Promise<void> {
    for (;;) {
      const [row] = await this.core.database.read.query<{ id: string }>(
        "SELECT id FROM deliveries WHERE state = 'pending' LIMIT 1",
      );
      if (!row) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Throws unless the books balance. */
  async audit(): Promise<{ accounts: number; transfers: number }> {
    const { accounts, transfers, drift } = await audit(this.core.database, AUDIT_CHECKS);
    if (drift.length > 0) throw new Error(`the books do not balance: ${JSON.stringify(drift.slice(0, 5))}`);
    return { accounts, transfers };
  }

  async close(): Promise<void> {
    await closeCore(this.core);
  }

  private async person(keyring: Keyring, openid: string): Promise<Person> {
    const hash = keyring.fingerprint('openid', openid);
    const { person_id } = await this.run(recordLogin, {
      ...{ openid, openid_hash: hash, unionid: null, unionid_hash: null },
    });
    // a session begins when the person opens the program, not in the past
    const { token } = new PersonTokens(keyring).issue(person_id, instant(this.core.clock.now()));
    return { person_id, member_id: memberIdOf(person_id), token };
  }

  private async each<T>(count: number, make: (n: number) => Promise<T>): Promise<T[]> {
    const all: T[] = [];
    for (let from = 0; from < count; from += AT_ONCE) {
      const part = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, n) => make(from + n));
      all.push(...(await Promise.all(part)));
    }
    return all;
  }

  /** Runs a command under a key of its own; throws when it is refused. */
  async run<Input, Seen, Output extends object>(
    command: Command<Input, Seen, Output>,
    input: Input,
    actor: Actor = SYSTEM,
  ): Promise<Output> {
    this.serial += 1;
    const key = `bench:${command.kind}:${this.serial}`;
    const result = await this.core.ledger.run(command, input, { key, actor });
    if (!result.ok) throw new Error(`${command.kind} was refused: ${result.refusal.code}`);
    return result.answer;
  }
}
