import { ACCOUNT_KINDS, RECIPES } from '../ledger';

/** The chart of accounts and the recipes as Markdown tables, for `docs/ledger.md`. */
export function ledgerTables(): string {
  const accounts = Object.entries(ACCOUNT_KINDS).map(
    ([kind, { asset, limited, says }]) => `| \`${kind}\` | ${asset} | ${limited ? 'yes' : 'no'} | ${says} |`,
  );
  const recipes = Object.entries(RECIPES).map(([code, recipe]) => {
    const pending = 'pending' in recipe ? 'hold' : 'at once';
    return `| \`${code}\` | \`${recipe.debit}\` | \`${recipe.credit}\` | ${pending} | ${recipe.says} |`;
  });
  return [
    '| account | asset | limited | what it holds |',
    '| --- | --- | --- | --- |',
    ...accounts,
    '',
    '| posting | from (debit) | to (credit) | moves | when |',
    '| --- | --- | --- | --- | --- |',
    ...recipes,
    '',
  ].join('\n');
}
