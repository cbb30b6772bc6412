import { holdingsOf, watchPhones } from './people.support';
import { BILL, couponStory, newStage, play, receiptStory, WALK_IN, WELCOME_POINTS } from './story.support';

/** The story of the browser tests on the compiled mini-program, without anything going wrong. */
describe('the story on the compiled mini-program', () => {
  watchPhones();

  it('C6, C7: a coupon is used and given back, with its points', async () => {
    const stage = await newStage();
    await play(stage, couponStory);
    expect(await holdingsOf(stage.openid)).toEqual({
      points: WELCOME_POINTS,
      changes: [WELCOME_POINTS, BILL.points, -BILL.points],
      coupons: { usable: 1, used: 0, expired: 0 },
    });
  });

  it('S3: a receipt brings its points to a new member, who claims a coupon', async () => {
    const stage = await newStage();
    await play(stage, receiptStory);
    expect(await holdingsOf(stage.openid)).toEqual({
      points: WALK_IN.points,
      changes: [WALK_IN.points],
      coupons: { usable: 1, used: 0, expired: 0 },
    });
  });
});
