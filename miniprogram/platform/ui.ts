import { later } from './clock';
import { QuestionQueue, type Question } from './question-queue';
import { ToastQueue } from './toast-queue';

/** What components/page shows above every page: drawn by us, alike in WeChat and in the browser. */
export const toasts = new ToastQueue(later);
export const questions = new QuestionQueue();

/** A sentence that goes away by itself. */
export function toast(text: string): void {
  toasts.push(text);
}

/** Asks before something is done; true if the person wants it. */
export function ask(question: Question): Promise<boolean> {
  return questions.ask(question);
}
