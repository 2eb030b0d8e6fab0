import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

vi.mock("./session", () => ({ session: { value: { csrf: "proof", name: "ann" } }, operatorName: { value: "" } }));
const { api, Refusal, Unanswered, Unreachable } = await import("./client");

/// A server that never answers, but hears when nobody waits any more.
const silent = (_url: string, { signal }: RequestInit) => new Promise<Response>((_, refuse) => {
  signal!.addEventListener("abort", () => refuse(new DOMException("gone", "AbortError")));
  if (signal!.aborted) refuse(new DOMException("gone", "AbortError"));
});
const fetched = vi.fn();
beforeEach(() => { vi.useFakeTimers(); vi.stubGlobal("fetch", fetched); fetched.mockReset(); });
afterEach(() => { vi.useRealTimers(); vi.unstubAllGlobals(); });

describe("an answer that does not come", () => {
  test("is told after a while", async () => {
    fetched.mockImplementation(silent);
    const asked = api.get("/api/v1/counts").catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(45_000);
    expect(await asked).toBeInstanceOf(Unreachable);
    expect(await asked).not.toBeInstanceOf(Unanswered);
    expect(vi.getTimerCount()).toBe(0);
  });
  test("is not waited for by whoever has left", async () => {
    fetched.mockImplementation(silent);
    const leave = new AbortController();
    const asked = api.get("/api/v1/counts", { signal: leave.signal }).catch((error: unknown) => error);
    leave.abort();
    expect(await asked).not.toBeInstanceOf(Unreachable);
    expect(vi.getTimerCount()).toBe(0);
    expect(await api.get("/api/v1/counts", { signal: leave.signal }).catch((error: unknown) => (error as Error).name)).toBe("AbortError");
  });
});

test("an act has the same limit, and may have been done; a file that is sent has none", async () => {
  fetched.mockImplementation(silent);
  const acted = api.post("/api/v1/drills", { body: { condition: "call", home: "h" } }).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(45_000);
  expect(await acted).toBeInstanceOf(Unanswered);
  void api.post("/api/v1/imports", { body: "id,home\n", mediaType: "text/csv" } as never).catch(() => undefined);
  expect(vi.getTimerCount()).toBe(0);
});

test("an answer is parsed, a refusal says when to try again", async () => {
  fetched.mockResolvedValueOnce(new Response('{"open":1}', { headers: { "Content-Type": "application/json" } }));
  expect(await api.get("/api/v1/counts")).toEqual({ open: 1 });
  fetched.mockResolvedValueOnce(new Response('{"detail":"busy"}', { status: 503, headers: { "Retry-After": "7" } }));
  const refused = await api.get("/api/v1/counts").catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Refusal);
  expect(refused).toMatchObject({ status: 503, retryAfter: 7, message: "busy" });
});
