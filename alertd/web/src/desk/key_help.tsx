// What each key does. Comes with the case, because nobody needs it for the first look at the list.
import { Dialog } from "../ui/parts";
import { translated } from "../words";
import { keys, type Key } from "./keys";

const zh: Record<Key | "title", string> = {
  title: "快捷键", help: "显示快捷键", next: "下一条", previous: "上一条", first: "第一条未受理", acknowledge: "受理", mine: "只看我的", dispatch: "派遣", note: "写备注", resolve: "处置完毕",
  close: "结案", takeOver: "接手", assign: "转交", reveal: "显示完整信息", print: "打印", search: "搜索住户", select: "勾选此行", mute: "静音 / 开声音", escape: "关闭窗口、返回列表",
};
const en: typeof zh = {
  title: "Keys", help: "Show the keys", next: "Next", previous: "Previous", first: "First that waits", acknowledge: "Acknowledge", mine: "Only mine", dispatch: "Dispatch", note: "Write a note", resolve: "Resolve",
  close: "Close the case", takeOver: "Take over", assign: "Hand over", reveal: "Show in full", print: "Print", search: "Search homes", select: "Choose this row", mute: "Mute or unmute", escape: "Close a window, back to the list",
};
const text = translated({ "zh-CN": zh, en });

export function KeyHelp({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={text.value.title} onClose={onClose}>
      <dl class="keys">
        {(Object.keys(keys) as Key[]).map((name) => <div key={name}><dt><kbd>{keys[name]}</kbd></dt><dd>{text.value[name]}</dd></div>)}
      </dl>
    </Dialog>
  );
}
