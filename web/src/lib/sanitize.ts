// The server sends clean HTML; this walk lets through nothing but what posts are made of, whatever a server sends.

const ELEMENTS = new Set(['p', 'br', 'a', 'span']);
const SWALLOWED = new Set(['script', 'style', 'template', 'noscript', 'iframe', 'object', 'svg', 'math', 'title', 'textarea']);
const CLASSES = new Set(['mention', 'hashtag', 'u-url', 'h-card', 'invisible', 'ellipsis']);
const DEEPEST = 20;

/** Gives the path inside this page that a link stands for, or null for a link that leads out. */
export type Rewrite = (href: URL, classes: string[]) => string | null;

/** Only markup written here comes out: every text and attribute value is escaped, so a parser's quirk cannot matter. */
export function sanitize(html: string, rewrite: Rewrite = () => null): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  return inside(body, rewrite, 0);
}

function inside(parent: Node, rewrite: Rewrite, depth: number): string {
  return Array.from(parent.childNodes, (node) => written(node, rewrite, depth)).join('');
}

function written(node: Node, rewrite: Rewrite, depth: number): string {
  if (node.nodeType === Node.TEXT_NODE) return escape(node.nodeValue ?? '');
  if (node.nodeType !== Node.ELEMENT_NODE || depth > DEEPEST) return '';
  const element = node as Element;
  const name = element.localName;
  if (SWALLOWED.has(name)) return '';
  if (name === 'br') return '<br>';
  const content = inside(element, rewrite, depth + 1);
  if (!ELEMENTS.has(name)) return content;
  const attributes = name === 'a' ? anchor(element, rewrite) : attribute('class', kept(element).join(' '));
  return attributes === null ? content : `<${name}${attributes}>${content}</${name}>`;
}

function anchor(element: Element, rewrite: Rewrite): string | null {
  const href = webAddress(element.getAttribute('href') ?? '');
  if (!href) return null;
  const classes = kept(element);
  const path = rewrite(href, classes);
  const target = path
    ? attribute('href', path)
    : attribute('href', href.href) + ' target="_blank" rel="nofollow noopener noreferrer"';
  return target + attribute('class', classes.join(' '));
}

function webAddress(href: string): URL | null {
  const url = URL.canParse(href) ? new URL(href) : null;
  return url && /^https?:$/.test(url.protocol) ? url : null;
}

function kept(element: Element): string[] {
  return (element.getAttribute('class') ?? '').split(/\s+/).filter((name) => CLASSES.has(name));
}

function attribute(name: string, value: string): string {
  return value && ` ${name}="${escape(value)}"`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
