// Ids that the page makes, so that a request that is sent again after an answer was lost makes one thing.
import { useMemo } from "preact/hooks";
import { serverNow } from "../live/clock";

const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A ULID: the time in milliseconds, then chance. The time is the server's: lists are in the order of their ids.
export function newUlid(now = serverNow()): string {
  let time = "";
  for (let rest = now; time.length < 10; rest = Math.floor(rest / 32)) time = digits[rest % 32] + time;
  return time + [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => digits[byte % 32]).join("");
}

/// The id of what is being written: the same as long as the content is.
export const useIdOf = (content: object): string => useMemo(() => newUlid(), [JSON.stringify(content)]);
