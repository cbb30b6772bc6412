import './lib/node-version.mjs';
import { launch, Refusal } from './lib/refusal.mjs';
import { scanRules } from './lib/rule-scan.mjs';

/** `node scripts/rules.mjs`: prints docs/rules.md; refuses if a rule has code but no test, or tests but no code. */
await launch(async () => {
  const { markdown, problems } = scanRules();
  if (problems.length > 0) throw new Refusal(problems.join('\n'));
  console.log(markdown.trimEnd());
});
