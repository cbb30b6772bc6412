import { nicknameText } from '../../shared/contract';
import { maskName } from '../../server/members/members.rules';

describe('nicknames', () => {
  it.each([
    ['小明', '小明'],
    ['  小明\t', '小明'],
    ['e\u0301', '\u00e9'],
    ['👨‍👩‍👧', '👨‍👩‍👧'],
    ['🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ["O'Neil & <b>", "O'Neil & <b>"],
    ['😀'.repeat(20), '😀'.repeat(20)],
    ['字'.repeat(20), '字'.repeat(20)],
    // a Hebrew letter with its dots, a Thai one with vowel and tone, Tibetan, a keycap
    ['שּׁ', 'שּׁ'],
    ['ที่รัก', 'ที่รัก'],
    ['བསྒྲུབས', 'བསྒྲུབས'],
    ['1️⃣号', '1️⃣号'],
  ])('M6a: %j is %j', (given, kept) => {
    expect(nicknameText.parse(given)).toBe(kept);
  });

  it.each([
    ['nothing', ''],
    ['blanks', ' \u3000 '],
    ['21 characters', '字'.repeat(21)],
    ['21 emoji', '😀'.repeat(21)],
    ['200 characters', 'a'.repeat(200)],
    ['a line break', 'a\nb'],
    ['a NUL', 'a\u0000b'],
    ['a C1 control character', 'a\u0085b'],
    ['a right-to-left override', '\u202eabc'],
    ['an isolate', 'a\u2066b\u2069'],
    ['a direction mark', 'a\u200fb'],
    ['a zero-width space', 'a\u200bb'],
    ['a word joiner', 'a\u2060b'],
    ['a byte order mark', 'a\ufeffb'],
    ['a soft hyphen', 'a\u00adb'],
    ['a line separator', 'a\u2028b'],
    ['a Hangul filler', 'a\u3164'],
    ['a blank Braille cell', '\u2800'],
    ['joiners alone', '\u200d\u200d'],
    ['an accent alone', '\u0301'],
    ['an accent on whatever stands before', '\u0301abc'],
    ['a tower of accents', `q${'\u0301\u0300\u0302\u0303'.repeat(4)}`],
  ])('M6a: refuses %s', (_what, given) => {
    expect(nicknameText.safeParse(given).success).toBe(false);
  });
});

describe('masked nicknames', () => {
  it.each([
    ['张小明', '张**'],
    ['😀abc', '😀**'],
    ['🇨🇳🇯🇵旅人', '🇨🇳**'],
    ['👨‍👩‍👧‍👦一家', '👨‍👩‍👧‍👦**'],
    ['👋🏽你好', '👋🏽**'],
    ['🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏴󠁧󠁢󠁥󠁮󠁧󠁿**'],
    ['1️⃣号', '1️⃣**'],
    ['q\u0301x', 'q\u0301**'],
    ['', '会员'],
  ])('M6: of %j the first character stays, whole: %j', (name, masked) => {
    expect(maskName(name)).toBe(masked);
  });
});
