// What this browser remembers between visits; where storage is forbidden, as long as the page stays, without fuss.

const here = new Map<string, string>();

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`rookery.${key}`);
  } catch {
    return here.get(key) ?? null;
  }
}

export function remember(key: string, value: string | null) {
  try {
    if (value === null) localStorage.removeItem(`rookery.${key}`);
    else localStorage.setItem(`rookery.${key}`, value);
  } catch {
    if (value === null) here.delete(key);
    else here.set(key, value);
  }
}

/** Tells when another tab remembers something else. */
export function onRemembered(key: string, then: (value: string | null) => void) {
  addEventListener('storage', (event) => {
    if (event.key === `rookery.${key}`) then(event.newValue);
  });
}
