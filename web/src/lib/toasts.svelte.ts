// Short messages that come up at the edge of the page and leave by themselves.

export interface Toast {
  id: number;
  text: string;
  mood: 'news' | 'trouble';
  link?: { href: string; label: string } | undefined;
}

const SHOWN = 6_000;

let last = 0;
export const toasts = $state<Toast[]>([]);

export function say(text: string, mood: Toast['mood'] = 'news', link?: Toast['link']) {
  const id = ++last;
  toasts.push({ id, text, mood, link });
  setTimeout(() => dismiss(id), SHOWN);
}

export function dismiss(id: number) {
  const index = toasts.findIndex((toast) => toast.id === id);
  if (index >= 0) toasts.splice(index, 1);
}
