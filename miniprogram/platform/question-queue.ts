/** Something a person decides with one of two buttons. */
export interface Question {
  readonly title: string;
  /** What follows from it, if the title does not say it all. */
  readonly text?: string;
  /** What the button says that does it. */
  readonly yes: string;
  readonly no: string;
  /** Marks what cannot be taken back. */
  readonly grave?: boolean;
}

interface Asked {
  readonly question: Question;
  readonly answer: (yes: boolean) => void;
}

/** Questions of the app, put one after the other on whatever page is in sight. */
export class QuestionQueue {
  private asked: readonly Asked[] = [];
  private readonly listeners = new Set<() => void>();

  /** The question to show now; the same object until it is answered. */
  readonly current = (): Question | null => this.asked[0]?.question ?? null;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Puts a question and answers what the person chose. */
  ask(question: Question): Promise<boolean> {
    return new Promise((answer) => this.become([...this.asked, { question, answer }]));
  }

  /** Answers the question shown. A second tap on its way finds nothing to answer. */
  answer(question: Question, yes: boolean): void {
    const [first, ...rest] = this.asked;
    if (first?.question !== question) return;
    this.become(rest);
    first.answer(yes);
  }

  private become(asked: readonly Asked[]): void {
    this.asked = asked;
    this.listeners.forEach((tell) => tell());
  }
}
