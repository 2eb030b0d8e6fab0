// A window in which much may have been typed does not go without asking.
import { useRef } from "preact/hooks";
import { translated } from "../words";

const text = translated({ "zh-CN": "填写的内容尚未保存，确定放弃吗？", en: "What you typed is not saved. Leave it?" });

export const mayLoseTyped = () => window.confirm(text.value);

/// `close` closes at once when nothing was typed, and asks otherwise.
export function useGuarded(onClose: () => void) {
  const typed = useRef(false);
  return { onTyped: () => { typed.current = true; }, close: () => { if (!typed.current || mayLoseTyped()) onClose(); } };
}
