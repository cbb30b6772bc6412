import { contradicts } from '@/services/standing';
import type { SessionState } from '@/services/session';

const stranger = {
  token: 't',
  expires_at: 0,
  member: null,
  staff: null,
  code_secret: null,
} satisfies SessionState;
const store = { id: 'sto_0000000000000000000000000001', name: 'A' } as const;
const clerk: SessionState = {
  ...stranger,
  staff: { id: 'stf_0000000000000000000000000001', name: 'B', role: 'clerk', stores: [store] },
};

/** A refusal that fits what is known is answered by the screen; one that does not makes the phone log in anew. */
describe('what a refusal says of who I am', () => {
  it.each(['not_staff', 'staff_without_store', 'wrong_store'])('%s contradicts an assistant', (code) => {
    expect(contradicts(code, clerk)).toBe(true);
    expect(contradicts(code, stranger)).toBe(false);
  });

  it('not_a_member contradicts a member only', () => {
    expect(contradicts('not_a_member', clerk)).toBe(false);
  });

  it('an assistant without a store knows it', () => {
    const idle = { ...clerk, staff: clerk.staff && { ...clerk.staff, stores: [] } };
    expect(contradicts('staff_without_store', idle)).toBe(false);
  });

  it.each(['offline', 'sold_out', 'toString', 'of_next_year'])('%s says nothing', (code) => {
    expect(contradicts(code, clerk)).toBe(false);
    expect(contradicts(code, null)).toBe(false);
  });
});
