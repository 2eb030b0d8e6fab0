import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

// One browser: what its tabs share, and a server that each test answers for.
let storage: Map<string, string>;
let full: boolean;
const heard: Record<string, ((event: unknown) => void)[]> = {};
const fetched = vi.fn<(path: string, how: RequestInit) => Promise<Response>>();
const said = () => fetched.mock.calls.map(([, how]) => JSON.parse(String(how.body)) as { link: string; act: string; note?: string });
const acts = () => said().map(({ link, act }) => `${link} ${act}`);

const taken = () => Promise.resolve(new Response('{"done":true}'));
const no = (status: number, word: string) => Promise.resolve(new Response(JSON.stringify({ type: `urn:anju:problem:${word}`, detail: "in English" }), { status }));
const silence = (_: string, { signal }: RequestInit) => new Promise<Response>((_, refuse) => signal!.addEventListener("abort", () => refuse(new DOMException("gone", "AbortError"))));

beforeEach(() => {
  vi.useFakeTimers();
  storage = new Map();
  full = false;
  fetched.mockReset();
  for (const name of Object.keys(heard)) delete heard[name];
  vi.stubGlobal("fetch", fetched);
  vi.stubGlobal("location", { hash: "" });
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => storage.get(key) ?? null,
    setItem: (key: string, value: string) => { if (full) throw new Error("full"); storage.set(key, value); },
  });
  vi.stubGlobal("window", {
    setTimeout: (what: () => void, after: number) => setTimeout(what, after), clearTimeout: (timer: number) => clearTimeout(timer),
    addEventListener: (name: string, by: (event: unknown) => void) => (heard[name] ??= []).push(by),
  });
});
afterEach(() => { vi.useRealTimers(); vi.unstubAllGlobals(); });

/// A tab of the browser, as it is when it is opened.
async function tab() {
  vi.resetModules();
  return import("./queue");
}
const settled = () => vi.advanceTimersByTimeAsync(0);
const one = (act: "accept" | "decline" | "en_route" | "on_scene" | "done", at: number, link = "a") => ({ link, act, at });

describe("a tap", () => {
  it("is asked for again when no answer comes, and holds up nothing that is pressed meanwhile", async () => {
    const { tap, taps } = await tab();
    fetched.mockImplementationOnce(silence).mockImplementation(taken);
    tap(one("accept", 1));
    tap(one("en_route", 2));
    await vi.advanceTimersByTimeAsync(15_000 + 1_000);
    expect(acts()).toEqual(["a accept", "a accept", "a en_route"]);
    expect(taps.value).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
  it("is not taken for sent by the page of a network that wants a login, nor refused by what stands before the server", async () => {
    const { refused, tap, taps, trouble } = await tab();
    fetched.mockResolvedValueOnce(new Response("<p>Welcome", { status: 200 })).mockResolvedValueOnce(new Response("<p>nginx", { status: 404 })).mockImplementation(taken);
    tap(one("accept", 1));
    await settled();
    expect(taps.value).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(taps.value).toHaveLength(1);
    expect(trouble.value).toMatchObject({ status: 404, word: "" });
    await vi.advanceTimersByTimeAsync(2_000);
    expect([taps.value, refused.value, trouble.value]).toEqual([[], [], null]);
  });
  it.each([[429, "too_many_tries"], [500, "internal"], [503, "unavailable"]])("waits, and says why, when the server answers %i", async (status, word) => {
    const { refused, tap, taps, trouble } = await tab();
    fetched.mockImplementationOnce(() => no(status, word)).mockImplementation(taken);
    tap(one("accept", 1));
    await settled();
    expect([taps.value.length, refused.value.length]).toEqual([1, 0]);
    expect(trouble.value).toMatchObject({ status, word });
    await vi.advanceTimersByTimeAsync(1_000);
    expect([taps.value, trouble.value]).toEqual([[], null]);
  });
  it("of another case does not wait for one that the server cannot take now", async () => {
    const { tap, taps } = await tab();
    fetched.mockImplementation((_, how) => (String(how.body).includes('"link":"a"') ? no(500, "internal") : taken()));
    tap(one("accept", 1));
    tap(one("en_route", 2));
    tap(one("accept", 3, "b"));
    await settled();
    expect(acts()).toEqual(["a accept", "b accept"]);
    expect(taps.value.map(({ act }) => act)).toEqual(["accept", "en_route"]);
  });
  it("is the same as the one before it, but not as one that was taken back meanwhile", async () => {
    const { tap, taps } = await tab();
    fetched.mockImplementation(silence);
    tap(one("accept", 1));
    tap(one("accept", 2));
    tap(one("decline", 3));
    tap(one("accept", 4));
    expect(taps.value.map(({ act }) => act)).toEqual(["accept", "decline", "accept"]);
  });
});

describe("what the server refuses", () => {
  const typed = { ...one("done", 1), note: "burnt toast", disposition: "false_alarm" as const };
  it("is kept with what was typed, without the server's sentence, also in a new page, and can be sent again", async () => {
    let page = await tab();
    fetched.mockImplementationOnce(() => no(409, "wrong_state"));
    page.tap(typed);
    await settled();
    expect(page.taps.value).toEqual([]);
    page = await tab();
    expect(page.refused.value).toEqual([{ ...typed, status: 409, word: "wrong_state" }]);
    fetched.mockImplementation(taken);
    page.sendAgain(page.refused.value[0]!);
    await settled();
    expect(said().map(({ note }) => note)).toEqual(["burnt toast", "burnt toast"]);
    expect((await tab()).refused.value).toEqual([]);
  });
  it("stays, if it has words of its own, until it is put away; a mere word only until the next one", async () => {
    const { putAway, refused, tap } = await tab();
    fetched.mockImplementation(() => no(409, "wrong_state"));
    tap(typed);
    tap(one("en_route", 2));
    await settled();
    expect(refused.value.map(({ act }) => act)).toEqual(["done", "en_route"]);
    fetched.mockImplementation(taken);
    tap(one("accept", 3));
    await settled();
    expect(refused.value.map(({ act }) => act)).toEqual(["done"]);
    putAway(refused.value[0]!);
    expect((await tab()).refused.value).toEqual([]);
  });
});

describe("two tabs", () => {
  it("lose nothing of each other, and do not refuse what the other has sent", async () => {
    const first = await tab();
    const second = await tab();
    const answers: ((answer: Response) => void)[] = [];
    fetched.mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
    first.tap(one("accept", 1));
    second.tap(one("decline", 2, "b"));
    expect(acts()).toEqual(["a accept", "a accept"]);
    answers[0]!(await taken());
    await settled();
    answers[1]!(await no(409, "wrong_state"));
    await settled();
    expect(second.refused.value).toEqual([]);
    expect(acts().slice(2)).toEqual(["b decline", "b decline"]);
    expect(JSON.parse(storage.get("anju.taps")!)).toEqual([one("decline", 2, "b")]);
  });
  it("see what waits in the other", async () => {
    const first = await tab();
    const second = await tab();
    fetched.mockImplementation(silence);
    second.tap(one("accept", 1));
    for (const by of heard["storage"]!) by({ key: "anju.taps" });
    expect(first.taps.value).toHaveLength(1);
  });
});

it("a browser that keeps nothing, or something else, still sends what is tapped", async () => {
  storage.set("anju.taps", '{"of":"another version"}');
  const { tap, taps } = await tab();
  full = true;
  fetched.mockImplementationOnce(silence).mockImplementation(taken);
  tap(one("accept", 1));
  expect(taps.value).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(15_000 + 1_000);
  expect(acts()).toEqual(["a accept", "a accept"]);
  expect(taps.value).toEqual([]);
});
