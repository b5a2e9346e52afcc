// j and k walk from post to post, n begins a new one.

export function onKey(event: KeyboardEvent) {
  if (event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]')) return;
  if (event.key === 'n') {
    const field = document.querySelector<HTMLElement>('[data-testid="composer-text"]');
    if (field) event.preventDefault();
    field?.focus();
  } else if (event.key === 'j' || event.key === 'k') {
    walk(event.key === 'j' ? 1 : -1);
  }
}

function walk(step: 1 | -1) {
  const posts = [...document.querySelectorAll<HTMLElement>('[data-testid="post"]')];
  const here = posts.findIndex((post) => post.contains(document.activeElement));
  const inView = posts.findIndex((post) => post.getBoundingClientRect().bottom > 80);
  posts[here < 0 ? inView : here + step]?.focus();
}
