// What somebody has written does not go without asking.
import { translated } from "../words";

const text = translated({ "zh-CN": "填写的内容尚未保存，确定放弃吗？", en: "What you typed is not saved. Leave it?" });

export const mayLoseTyped = () => window.confirm(text.value);
