// The client of /api. Every failure becomes an ApiError that says what to do.
import { reactive } from 'vue';

export class ApiError extends Error {
  constructor({ status, code, message, hint, requestId, retryAfter }) {
    super(message);
    Object.assign(this, { status, code, hint, requestId, retryAfter });
  }
}

// Set by session.js: what to do when the server no longer knows us.
export const onSignedOut = { call: () => {} };

// True while the last request could not reach the server at all.
export const connection = reactive({ lost: false });

function address(path, query) {
  const url = new URL(`/api${path}`, location.origin);
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') url.searchParams.set(key, value);
  }
  return url;
}

async function request(method, path, { query, body, raw, signal, quiet } = {}) {
  const headers = { Accept: 'application/json' };
  if (method !== 'GET') headers['X-Lianlu-CSRF'] = '1';
  if (body !== undefined && !raw) headers['Content-Type'] = 'application/json';
  let response;
  try {
    response = await fetch(address(path, query), {
      method, headers, signal, credentials: 'same-origin',
      body: raw ? body : body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    connection.lost = true;
    throw new ApiError({ status: 0, code: 'unreachable', message: '' });
  }
  connection.lost = false;
  if (response.status === 204) return null;
  const isJSON = (response.headers.get('content-type') ?? '').includes('json');
  const answer = isJSON ? await response.json().catch(() => null) : null;
  if (response.ok) return answer;
  const details = answer?.error ?? {};
  const error = new ApiError({
    status: response.status,
    code: details.code ?? 'internal',
    message: details.message ?? '',
    hint: details.hint,
    requestId: answer?.requestId ?? response.headers.get('x-request-id'),
    retryAfter: Number(response.headers.get('retry-after')) || undefined,
  });
  if (response.status === 401 && !quiet) onSignedOut.call();
  throw error;
}

export const api = {
  get: (path, query, options) => request('GET', path, { ...options, query }),
  post: (path, body = {}, options) => request('POST', path, { ...options, body }),
  put: (path, body, options) => request('PUT', path, { ...options, body }),
  patch: (path, body, options) => request('PATCH', path, { ...options, body }),
  delete: (path, options) => request('DELETE', path, options),
  /** A raw body (a file); the query carries its name. */
  upload: (path, file, query, options) => request('POST', path, { ...options, query, body: file, raw: true }),
  /** The address of a download, for a link. */
  address: (path, query) => address(path, query).pathname + address(path, query).search,
};
