import { QuestionQueue } from '@/platform/question-queue';
import { shownFor, ToastQueue } from '@/platform/toast-queue';

/** A timer that a test winds by hand. */
function handTimer() {
  const due: { ms: number; run: () => void }[] = [];
  return {
    later: (ms: number, run: () => void) => due.push({ ms, run }),
    /** Lets the next one ring; answers how long it was set for. */
    ring(): number | undefined {
      const next = due.shift();
      next?.run();
      return next?.ms;
    },
    waiting: () => due.length,
  };
}

describe('toasts', () => {
  it('show themselves in turn, each for as long as it takes to read', () => {
    const timer = handTimer();
    const toasts = new ToastQueue(timer.later);
    toasts.push('第一句');
    toasts.push('第二句，长一些');
    expect(toasts.current()?.text).toBe('第一句');
    expect(timer.ring()).toBe(shownFor('第一句'));
    expect(toasts.current()?.text).toBe('第二句，长一些');
    expect(timer.ring()).toBe(shownFor('第二句，长一些'));
    expect(toasts.current()).toBeNull();
    expect(timer.waiting()).toBe(0);
  });

  it('go by with no page to show them, and hold nothing up', () => {
    const timer = handTimer();
    const toasts = new ToastQueue(timer.later);
    toasts.push('没有人看见');
    timer.ring();
    toasts.push('有人看见');
    const seen: (string | undefined)[] = [];
    const stop = toasts.subscribe(() => seen.push(toasts.current()?.text));
    expect(toasts.current()?.text).toBe('有人看见');
    timer.ring();
    stop();
    toasts.push('走了以后');
    expect(seen).toEqual([undefined]);
  });

  it('say the same once while it is shown or waiting, and again later as a new one', () => {
    const timer = handTimer();
    const toasts = new ToastQueue(timer.later);
    for (const text of ['一', '一', '二', '二', '']) toasts.push(text);
    const first = toasts.current()?.serial;
    timer.ring();
    expect(toasts.current()?.text).toBe('二');
    timer.ring();
    expect(toasts.current()).toBeNull();
    toasts.push('一');
    expect(toasts.current()).toMatchObject({ text: '一' });
    expect(toasts.current()?.serial).not.toBe(first);
  });

  it('drop the oldest of those that wait when there are too many', () => {
    const timer = handTimer();
    const toasts = new ToastQueue(timer.later);
    for (const text of ['一', '二', '三', '四', '五']) toasts.push(text);
    const said: (string | undefined)[] = [];
    while (toasts.current() !== null) {
      said.push(toasts.current()?.text);
      timer.ring();
    }
    expect(said).toEqual(['一', '三', '四', '五']);
  });

  it('long sentences stay longer, but none for ever', () => {
    expect(shownFor('短')).toBeLessThan(shownFor('这一句要长得多，读起来也要更久'));
    expect(shownFor('长'.repeat(500))).toBeLessThanOrEqual(5_000);
  });
});

describe('questions of the app', () => {
  const one = { title: '更新吗', yes: '更新', no: '以后' };
  const two = { title: '注销吗', yes: '注销', no: '留下', grave: true };

  it('are put one after the other, and each is answered once', async () => {
    const questions = new QuestionQueue();
    const first = questions.ask(one);
    const second = questions.ask(two);
    expect(questions.current()).toBe(one);
    questions.answer(one, true);
    // a second tap that was on its way must not answer what came up meanwhile
    questions.answer(one, true);
    expect(questions.current()).toBe(two);
    questions.answer(two, false);
    expect(questions.current()).toBeNull();
    await expect(Promise.all([first, second])).resolves.toEqual([true, false]);
  });

  it('wait for a page: whoever subscribes later finds them', () => {
    const questions = new QuestionQueue();
    void questions.ask(one);
    let told = 0;
    const stop = questions.subscribe(() => (told += 1));
    expect(questions.current()).toBe(one);
    questions.answer(one, false);
    stop();
    void questions.ask(two);
    expect(told).toBe(1);
  });
});
