/** How WeChat is answered. */
export interface PrivacyAnswer {
  readonly event: 'exposureAuthorization' | 'agree' | 'disagree';
  readonly buttonId?: string;
}
export type PrivacyAsker = (answer: PrivacyAnswer) => void;

/**
 * The question whether the person agrees to the privacy guide. WeChat puts it when a feature first needs personal
 * data, and holds that feature until it is answered; several may be waiting for the one answer.
 */
export class PrivacyDesk {
  private waiting: readonly PrivacyAsker[] = [];
  private readonly listeners = new Set<() => void>();

  /** Whether the question is open. */
  isOpen = (): boolean => this.waiting.length > 0;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** WeChat asks; `asker` takes the answer. */
  ask(asker: PrivacyAsker): void {
    this.waiting = [...this.waiting, asker];
    this.tell();
  }

  /** The sheet has come into sight. */
  shown(): void {
    for (const asker of this.waiting) asker({ event: 'exposureAuthorization' });
  }

  /** @param buttonId the native button that was tapped; WeChat checks that it really was */
  agree(buttonId: string): void {
    this.answer({ event: 'agree', buttonId });
  }

  /** The waiting features fail, and everything else goes on. */
  refuse(): void {
    this.answer({ event: 'disagree' });
  }

  private answer(answer: PrivacyAnswer): void {
    const asked = this.waiting;
    this.waiting = [];
    for (const asker of asked) asker(answer);
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
