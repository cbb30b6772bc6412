import type { Id } from '../../shared/kernel';
import { ClaimHints, claimCoupon } from '../../server/coupons/coupons.commands';
import { changeTemplate } from '../../server/coupons/templates.commands';
import { cleanEnvironment } from '../bench/processes';
import { World } from '../bench/world';
import { createEmptyPlace, type EmptyPlace } from '../support/database';

// A claim looks up phone number and days only where a template was seen to limit them; the limit holds either way.

const OPEN = { per_member: 5, per_member_day: null, per_day: null, per_phone: null };

describe('C4: what a claim looks up beforehand', () => {
  let place: EmptyPlace;
  let world: World;
  let template: Id<'template'>;
  let version = 1;
  let claims = 0;
  const hints = new ClaimHints();

  beforeAll(async () => {
    place = await createEmptyPlace();
    world = await World.open(place.dataDir, place.url, cleanEnvironment());
    await world.fill(3, 1);
    template = await world.template(20, 5);
  });
  afterAll(async () => {
    await world.close();
    await place.remove();
  });

  const claim = async (member: number): Promise<string> => {
    const { member_id } = world.members[member]!;
    claims += 1;
    const command = claimCoupon(world.core.config.program.timezone, hints);
    const run = { key: `test:${claims}`, actor: { kind: 'member', id: member_id } } as const;
    const result = await world.core.ledger.run(command, { template_id: template, member_id }, run);
    return result.ok ? 'claimed' : result.refusal.code;
  };
  const limit = async (
    limits: Partial<typeof OPEN> | { per_day: number } | { per_phone: number },
  ): Promise<void> => {
    await world.run(changeTemplate, { id: template, version, limits: { ...OPEN, ...limits } });
    version += 1;
  };

  it('is nothing where nothing is limited, even after a coupon number that was taken', async () => {
    expect(await claim(0)).toBe('claimed');
    const { member_id } = world.members[0]!;
    const command = claimCoupon(world.core.config.program.timezone, hints);
    const context = {
      read: world.core.database.read,
      random: world.core.random,
      now: world.core.clock.now(),
    };
    const actor = { kind: 'member', id: member_id } as const;
    // as the engine does when what was prepared is stale
    await command.prepare({ template_id: template, member_id }, { ...context, actor });
    await command.prepare({ template_id: template, member_id }, { ...context, actor });
    expect(hints.of(template)).toEqual({ phone: false, days: false });
  });

  it('is the days once the template limits them, and the limit counts what came before', async () => {
    await limit({ per_day: 2 });
    expect(await claim(1)).toBe('claimed');
    expect(hints.of(template)).toEqual({ phone: false, days: true });
    expect(await claim(2)).toBe('sold_out_today');
  });

  it('is the phone once the template limits it, and nothing again when the limits are gone', async () => {
    await limit({ per_phone: 1 });
    expect(await claim(2)).toBe('phone_required');
    expect(hints.of(template)).toEqual({ phone: true, days: false });
    await limit({});
    expect(await claim(2)).toBe('claimed');
    await world.audit();
  });
});
