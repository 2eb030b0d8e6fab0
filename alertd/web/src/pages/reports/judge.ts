// The load on operators against its limits.
import type { Schemas } from "../../api/client";
import { floodShareMost, rateTarget, staleMost, topTenMost } from "./limits";
import { countText, rateText, shareText } from "./numbers";

type Load = Schemas["LoadFigures"]["rows"][number];
export interface Judged {
  name: keyof Load;
  value: string;
  limit: string;
  fine: boolean | null;
}
export function judge(load: Load): Judged[] {
  const most = (name: keyof Load, value: number | null, limit: number, show: (value: number) => string): Judged => (
    { name, value: value === null ? "—" : show(value), limit: `≤ ${show(limit)}`, fine: value === null ? null : value <= limit });
  const plain = (name: keyof Load, value: number, show = countText): Judged => ({ name, value: show(value), limit: "", fine: null });
  return [
    plain("seats", load.seats), plain("alarms", load.alarms), most("rate", load.rate, rateTarget, rateText), plain("most", load.most, rateText),
    plain("floods", load.floods),
    { ...most("flood_share", load.flood_share, floodShareMost, shareText), limit: `< ${shareText(floodShareMost)}`, fine: load.flood_share < floodShareMost },
    plain("sources", load.sources), most("top_10_share", load.top_10_share, topTenMost, shareText),
    most("chattering_sources", load.chattering_sources, 0, countText), most("fleeting", load.fleeting, 0, countText),
    most("stale_now", load.stale_now, staleMost, countText),
  ];
}
