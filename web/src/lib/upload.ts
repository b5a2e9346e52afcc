// Sends a file and tells how much of it is there, which `fetch` does not say.

/** A request as `fetch` takes it. */
export interface Call extends RequestInit {
  method: string;
  headers: Record<string, string>;
}

/** Told which part of it is there, from 0 to 1. */
export type Told = (part: number) => void;

/** The same as `fetch`, for a body that takes its time. */
export function upload(path: string, { method, headers, body, signal }: Call, told: Told): Promise<Response> {
  return new Promise((answered, failed) => {
    const request = new XMLHttpRequest();
    request.open(method, path);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => told(total ? loaded / total : 0);
    request.upload.onload = () => told(1);
    request.onload = () => answered(new Response(request.responseText, { status: request.status, headers: said(request) }));
    request.onerror = () => failed(new TypeError('the network failed'));
    request.onabort = () => failed(signal?.reason);
    signal?.addEventListener('abort', () => request.abort());
    request.send(body as FormData);
  });
}

/** The headers of the answer. */
function said(request: XMLHttpRequest): [string, string][] {
  const lines = request.getAllResponseHeaders().trim().split(/\r?\n/).filter(Boolean);
  return lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
}
