// The page's state in its address: "#/incidents?class=emergency&id=01J...". Every view can be bookmarked and sent.
import { computed, signal } from "@preact/signals";

export interface Route {
  /// The first part: "incidents", "wall", "rosters" ...
  page: string;
  /// What follows it.
  rest: string[];
  query: URLSearchParams;
}

export const defaultPage = "incidents";

function read(): Route {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?", 2);
  const [page = "", ...rest] = path.split("/").map((part) => { try { return decodeURIComponent(part); } catch { return part; } });
  const found = { page: page || defaultPage, rest: rest.filter(Boolean), query: new URLSearchParams(query) };
  // Messages to responders and to the city's platform lead to "#/incidents/<id>".
  if (found.page === "incidents" && found.rest[0]) found.query.set("id", found.rest.shift()!);
  return found;
}

export const route = signal<Route>(read());
window.addEventListener("hashchange", () => { route.value = read(); });

export const parameter = (name: string) => computed(() => route.value.query.get(name) ?? "");

export function href(page: string, query: Record<string, string | undefined> = {}, ...rest: string[]): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) search.set(name, value);
  const text = search.toString();
  return `#/${[page, ...rest].map(encodeURIComponent).join("/")}${text ? `?${text}` : ""}`;
}

/// Changes parameters of the address and leaves the others; an empty one goes. `push`: Back returns to what was.
export function setQuery(changes: Record<string, string>, push = false): void {
  const { page, rest, query } = route.value;
  const all: Record<string, string> = {};
  for (const [name, value] of query) all[name] = value;
  go(href(page, { ...all, ...changes }, ...rest), push);
}

export function go(hash: string, push = true): void {
  if (push) location.hash = hash;
  else {
    history.replaceState(null, "", hash);
    route.value = read();
  }
}
