import { Tickets } from '@/services/tickets';

type SaleId = `sal_${string}`;

/** A desk that answers when it is told to. */
function desk() {
  const asked: SaleId[] = [];
  const waiting: { give: (ticket: string) => void; refuse: (error: Error) => void }[] = [];
  const tickets = new Tickets({
    fetch: (id) => {
      asked.push(id);
      return new Promise((give, refuse) => waiting.push({ give, refuse }));
    },
  });
  return { asked, waiting, tickets };
}

describe('tickets of flash sales', () => {
  it('F9: asks once for all who ask while it is under way, and never again', async () => {
    const { asked, waiting, tickets } = desk();
    const both = Promise.all([tickets.of('sal_a'), tickets.of('sal_a')]);
    waiting[0]!.give('a.1');
    expect(await both).toEqual(['a.1', 'a.1']);
    expect(await tickets.of('sal_a')).toBe('a.1');
    expect(asked).toEqual(['sal_a']);
  });

  it('F9: has one for each sale', async () => {
    const { waiting, tickets } = desk();
    const one = tickets.of('sal_a');
    const other = tickets.of('sal_b');
    waiting[1]!.give('b.1');
    waiting[0]!.give('a.1');
    expect([await one, await other]).toEqual(['a.1', 'b.1']);
  });

  it('asks anew after a failure, and tells it to all who waited', async () => {
    const { asked, waiting, tickets } = desk();
    const both = Promise.allSettled([tickets.of('sal_a'), tickets.of('sal_a')]);
    waiting[0]!.refuse(new Error('not yet'));
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const again = tickets.of('sal_a');
    waiting[1]!.give('a.2');
    expect(await again).toBe('a.2');
    expect(asked).toHaveLength(2);
  });

  it('gets a new one for one that the server did not take', async () => {
    const { waiting, tickets } = desk();
    const first = tickets.of('sal_a');
    waiting[0]!.give('a.1');
    await first;
    tickets.forget('sal_a');
    const second = tickets.of('sal_a');
    waiting[1]!.give('a.2');
    expect(await second).toBe('a.2');
  });
});
