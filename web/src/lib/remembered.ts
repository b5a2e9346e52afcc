// What this browser remembers between visits; where storage is forbidden, nothing, without fuss.

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`rookery.${key}`);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string | null) {
  try {
    if (value === null) localStorage.removeItem(`rookery.${key}`);
    else localStorage.setItem(`rookery.${key}`, value);
  } catch {
    // The page works without.
  }
}

/** Tells when another tab remembers something else. */
export function onRemembered(key: string, then: (value: string | null) => void) {
  addEventListener('storage', (event) => {
    if (event.key === `rookery.${key}`) then(event.newValue);
  });
}
