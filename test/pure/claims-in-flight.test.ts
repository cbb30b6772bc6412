import { ClaimsInFlight } from '../../server/orders/claims-in-flight';
import { Refusal } from '../../server/platform/http';

const ANN = `mem_${'1'.repeat(28)}` as const;
const BEN = `mem_${'2'.repeat(28)}` as const;
const TEA = `ofr_${'1'.repeat(28)}` as const;
const CAKE = `ofr_${'2'.repeat(28)}` as const;

/** Work that ends when it is told to. */
function work() {
  let end: (how: string) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const result = new Promise<string>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  return { run: () => result, end, fail };
}

const code = (error: unknown): string => (error instanceof Refusal ? error.code : 'another error');

describe('claims under way', () => {
  it('F9: a second claim of a member for an offer is refused while the first is under way, and no other is', async () => {
    const flights = new ClaimsInFlight();
    const first = work();
    const claim = flights.oneAtATime(ANN, TEA, 'a', first.run);
    expect(await flights.oneAtATime(ANN, TEA, 'b', work().run).catch(code)).toBe('claim_in_flight');
    const done = () => Promise.resolve('done');
    expect(await flights.oneAtATime(ANN, CAKE, 'b', done)).toBe('done');
    expect(await flights.oneAtATime(BEN, TEA, 'b', done)).toBe('done');
    first.end('claimed');
    expect(await claim).toBe('claimed');
    expect(await flights.oneAtATime(ANN, TEA, 'b', done)).toBe('done');
  });

  it('F9: L5: the same key goes on, and the place is free when the last of its requests is answered', async () => {
    const flights = new ClaimsInFlight();
    const [first, second] = [work(), work()];
    const claims = [
      flights.oneAtATime(ANN, TEA, 'a', first.run),
      flights.oneAtATime(ANN, TEA, 'a', second.run),
    ];
    first.fail(new Error('gone'));
    expect(await claims[0]!.catch(() => 'failed')).toBe('failed');
    expect(await flights.oneAtATime(ANN, TEA, 'b', work().run).catch(code)).toBe('claim_in_flight');
    second.end('claimed');
    expect(await claims[1]).toBe('claimed');
    expect(await flights.oneAtATime(ANN, TEA, 'b', () => Promise.resolve('free'))).toBe('free');
  });
});
