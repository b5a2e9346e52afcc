// The words of a post as this page shows them: mentions, tags and posts of this server open here.
import type { Status } from './mastodon';
import { parse, to } from './routes';
import { sanitize } from './sanitize';

type Written = Pick<Status, 'content' | 'mentions'>;

export function words({ content, mentions }: Written, origin = location.origin): string {
  return sanitize(content, (href, classes) => {
    const mentioned = mentions.find(({ url }) => URL.canParse(url) && new URL(url).href === href.href);
    if (mentioned) return to.profile(mentioned);
    const route = parse(href.pathname);
    if (route.page === 'tag' && classes.includes('hashtag')) return to.tag(route.tag);
    return href.origin === origin && route.page !== 'missing' ? href.pathname : null;
  });
}
