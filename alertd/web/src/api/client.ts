// The API as the page uses it: paths, parameters, bodies and answers are those of the OpenAPI file.
import type { components, paths } from "./schema";
import { operatorName, session } from "./session";

export type Schemas = components["schemas"];
export type Problem = Schemas["Problem"] & { errors?: string[] };

/// The server said no, and why.
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly problem: Partial<Problem>,
    readonly retryAfter: number | null,
  ) {
    super(problem.detail ?? String(status));
  }
}
/// Nobody answered.
export class Unreachable extends Error {}
/// Nobody answered in time to what was to be done; it may have been done all the same.
export class Unanswered extends Unreachable {}
/// A file was written to after somebody chose it; the browser reads it no more.
export class FileChanged extends Error {}

type Method = "get" | "post" | "put" | "patch" | "delete";
type PathsWith<M extends Method> = { [P in keyof paths]: paths[P] extends { [K in M]: object } ? P : never }[keyof paths];
type Operation<P extends keyof paths, M extends Method> = paths[P] extends { [K in M]: infer O } ? O : never;
type InPath<O> = O extends { parameters: { path: infer T } } ? { path: T } : { path?: undefined };
type InQuery<O> = O extends { parameters: { query?: infer T } } ? { query?: T } : { query?: undefined };
type InBody<O> = O extends { requestBody: { content: infer C } }
  ? C extends { "application/json": infer B } ? { body: B } : { body: string | Blob }
  : { body?: undefined };
type Content<R> = R extends { content: { "application/json": infer J } } ? J : R extends { content: { "text/csv": infer C } } ? C : undefined;
type AnswerOf<O> = O extends { responses: infer R } ? Content<R[keyof R & (200 | 201 | 202)]> : never;

interface More {
  /// If-Match: the version that was seen.
  version?: number | undefined;
  /// If-None-Match: *, only if there is nothing yet.
  onlyNew?: boolean | undefined;
  /// X-Anju-Reason.
  reason?: string | undefined;
  mediaType?: string | undefined;
  signal?: AbortSignal | undefined;
}
type Options<P extends keyof paths, M extends Method> = InPath<Operation<P, M>> & InQuery<Operation<P, M>> & InBody<Operation<P, M>> & More;
type Needed<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] };
type Arguments<T> = keyof Needed<T> extends never ? [options?: T] : [options: T];

function urlOf(path: string, options: { path?: object | undefined; query?: object | undefined }): string {
  let url = path;
  for (const [name, value] of Object.entries(options.path ?? {})) url = url.replace(`{${name}}`, encodeURIComponent(String(value)));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options.query ?? {})) if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
  const text = query.toString();
  return text ? `${url}?${text}` : url;
}

/// Header values are bytes; a name in Chinese travels as UTF-8.
const asBytes = (text: string) => String.fromCharCode(...new TextEncoder().encode(text));

async function send(method: Method, path: string, options: More & { path?: object | undefined; query?: object | undefined; body?: unknown }): Promise<Response> {
  const headers: Record<string, string> = {};
  if (options.body !== undefined) headers["Content-Type"] = options.mediaType ?? "application/json";
  if (options.version !== undefined) headers["If-Match"] = `"${options.version}"`;
  if (options.onlyNew) headers["If-None-Match"] = "*";
  if (options.reason !== undefined) headers["X-Anju-Reason"] = encodeURIComponent(options.reason);
  if (method !== "get") {
    const csrf = session.value?.csrf;
    if (csrf) headers["X-Anju-Csrf"] = csrf;
  }
  // Also when something is only read: some of that is journalled.
  if (session.value && !session.value.name && operatorName.value) headers["X-Anju-Operator"] = asBytes(operatorName.value);
  const body = options.body === undefined ? null : options.mediaType ? (options.body as BodyInit) : JSON.stringify(options.body);
  let response: Response;
  try {
    response = await fetch(urlOf(path, options), { method: method.toUpperCase(), headers, body, signal: options.signal ?? null });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    if (body instanceof Blob) await body.slice(0, 1).arrayBuffer().catch(() => { throw new FileChanged(); });
    throw new Unreachable(String(error));
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({ detail: `${response.status} ${response.statusText}` }));
  const wait = Number(response.headers.get("Retry-After"));
  // The login may have ended meanwhile; whoever was typing logs in again above his work.
  if (response.status === 401 && path !== "/api/v1/session") session.value = null;
  throw new Refusal(response.status, problem, Number.isFinite(wait) && wait > 0 ? wait : null);
}

/// The server itself gives up after 30 s. A line that broke without a word would be waited for until the browser gives
/// up too, which takes minutes, and a button would be busy without a word. Only a file takes the time that it takes.
const answerWithin = 45_000;

async function ask<P extends keyof paths, M extends Method>(method: M, path: P, options: More = {}): Promise<AnswerOf<Operation<P, M>>> {
  const stop = new AbortController();
  const leave = () => stop.abort(options.signal?.reason);
  let late = false;
  const timer = options.mediaType === undefined ? setTimeout(() => { late = true; stop.abort(); }, answerWithin) : undefined;
  if (options.signal?.aborted) leave();
  options.signal?.addEventListener("abort", leave);
  try {
    const response = await send(method, path, { ...options, signal: stop.signal });
    const type = response.headers.get("Content-Type") ?? "";
    if (response.status === 204) return undefined as AnswerOf<Operation<P, M>>;
    return (type.includes("json") ? await response.json() : await response.text()) as AnswerOf<Operation<P, M>>;
  } catch (error) {
    throw late ? new (method === "get" ? Unreachable : Unanswered)("no answer in time") : error;
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", leave);
  }
}

export const api = {
  get: <P extends PathsWith<"get">>(path: P, ...[options]: Arguments<Options<P, "get">>) => ask("get", path, options as object | undefined),
  post: <P extends PathsWith<"post">>(path: P, ...[options]: Arguments<Options<P, "post">>) => ask("post", path, options as object | undefined),
  put: <P extends PathsWith<"put">>(path: P, ...[options]: Arguments<Options<P, "put">>) => ask("put", path, options as object | undefined),
  patch: <P extends PathsWith<"patch">>(path: P, ...[options]: Arguments<Options<P, "patch">>) => ask("patch", path, options as object | undefined),
  delete: <P extends PathsWith<"delete">>(path: P, ...[options]: Arguments<Options<P, "delete">>) => ask("delete", path, options as object | undefined),
  /// The bytes as they are, in whatever encoding.
  file: async <P extends PathsWith<"get">>(path: P, ...[options]: Arguments<Options<P, "get">>) => (await send("get", path, (options ?? {}) as object)).blob(),
};

/// Every row that the pages hold.
export async function allPages<T>(page: (cursor: string | undefined) => Promise<{ rows: T[]; next: string | null }>, most = 100_000): Promise<T[]> {
  const rows: T[] = [];
  let cursor: string | undefined;
  do {
    const one = await page(cursor);
    rows.push(...one.rows);
    cursor = one.next ?? undefined;
  } while (cursor !== undefined && rows.length < most);
  return rows;
}
