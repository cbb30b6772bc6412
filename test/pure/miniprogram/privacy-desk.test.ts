import { PrivacyDesk, type PrivacyAnswer } from '@/platform/privacy-desk';

function setUp() {
  const desk = new PrivacyDesk();
  const told: boolean[] = [];
  desk.subscribe(() => told.push(desk.isOpen()));
  const answers: PrivacyAnswer[] = [];
  const ask = (): void => desk.ask((answer) => answers.push(answer));
  return { desk, told, answers, ask };
}

describe('the privacy question', () => {
  it('opens when WeChat asks and closes with the answer', () => {
    const { desk, told, answers, ask } = setUp();
    expect(desk.isOpen()).toBe(false);
    ask();
    desk.shown();
    desk.agree('yes-button');
    expect(told).toEqual([true, false]);
    expect(answers).toEqual([{ event: 'exposureAuthorization' }, { event: 'agree', buttonId: 'yes-button' }]);
  });

  it('one answer serves every feature that was waiting', () => {
    const { desk, answers, ask } = setUp();
    ask();
    ask();
    desk.refuse();
    expect(answers).toEqual([{ event: 'disagree' }, { event: 'disagree' }]);
    expect(desk.isOpen()).toBe(false);
  });

  it('a second tap on a button answers nothing, and a new question opens anew', () => {
    const { desk, answers, ask } = setUp();
    ask();
    desk.refuse();
    desk.refuse();
    desk.agree('yes-button');
    expect(answers).toHaveLength(1);
    ask();
    expect(desk.isOpen()).toBe(true);
  });
});
