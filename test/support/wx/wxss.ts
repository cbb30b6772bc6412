import postcss from 'postcss';
import { attrOf, chainOf, classesOf, type WxNode } from './node';

const HIDDEN = /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/;
const UNTOUCHABLE = /(?:^|;)\s*pointer-events\s*:\s*none/;

/**
 * What a finger cannot reach, as far as single classes and inline styles say so. There is no layout here: what lies
 * outside the screen or under something else is not known.
 */
export class Unreachable {
  private readonly hidden = new Set<string>();
  private readonly untouchable = new Set<string>();

  /** @param sheets the texts of the style sheets */
  constructor(sheets: readonly string[]) {
    for (const sheet of sheets) {
      postcss.parse(sheet).walkRules((rule) => {
        const names = rule.selectors.flatMap((one) => /^\.([\w-]+)$/.exec(one)?.[1] ?? []);
        rule.walkDecls((declaration) => {
          const text = `${declaration.prop}:${declaration.value}`;
          if (HIDDEN.test(text)) names.forEach((name) => this.hidden.add(name));
          if (UNTOUCHABLE.test(text)) names.forEach((name) => this.untouchable.add(name));
        });
      });
    }
  }

  /** Whether the node or something around it is not drawn. */
  isHidden(node: WxNode): boolean {
    return this.any(node, HIDDEN, this.hidden);
  }

  /** Whether a tap on the node does nothing: it is not drawn, lets taps through, or is in a disabled button. */
  isOutOfReach(node: WxNode): boolean {
    if (this.isHidden(node) || this.any(node, UNTOUCHABLE, this.untouchable)) return true;
    return [...chainOf(node)].some((one) => one.tag === 'button' && one.attr['disabled'] === true);
  }

  private any(node: WxNode, style: RegExp, classes: ReadonlySet<string>): boolean {
    return [...chainOf(node)].some(
      (one) => style.test(attrOf(one, 'style')) || classesOf(one).some((name) => classes.has(name)),
    );
  }
}
