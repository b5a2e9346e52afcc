// Counts a post as the server does: characters as people see them, links at a flat price, mentions without their host.

const PRICED =
  /(?<![\p{Alphabetic}\p{N}_/@#&])(?:(?<link>[hH][tT][tT][pP][sS]?:\/\/[^\s<>"]+)|@[A-Za-z0-9_]+@(?<host>[A-Za-z0-9.:-]+))/gu;
/** What follows a link in a sentence is not part of it. */
const AFTER_LINK = /[.,;:!?')\]…]+$/u;
const AFTER_HOST = /[.:-]+$/;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const length = (text: string) => [...graphemes.segment(text)].length;

export function countCharacters(text: string, perLink = 23): number {
  const plain = text.replaceAll('\r\n', '\n').normalize('NFC').trim();
  let sum = length(plain);
  for (const { groups: { link, host } = {} } of plain.matchAll(PRICED)) {
    const shown = link?.replace(AFTER_LINK, '');
    if (shown && URL.canParse(shown)) sum += perLink - length(shown);
    const domain = host?.replace(AFTER_HOST, '');
    if (domain) sum -= 1 + domain.length;
  }
  return sum;
}
