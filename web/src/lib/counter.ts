// Counts a post as the server does: characters as people see them, links at a flat price, mentions without their host.

const LINK = /https?:\/\/[^\s<>"]+/giu;
const REMOTE_MENTION = /(?<![\p{L}\p{N}_/])@(\w+)@[\p{L}\p{N}][\p{L}\p{N}.-]*[\p{L}\p{N}]/giu;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export function countCharacters(text: string, perLink = 23): number {
  const priced = text.trim().replace(LINK, 'x'.repeat(perLink)).replace(REMOTE_MENTION, '@$1');
  return [...graphemes.segment(priced)].length;
}
