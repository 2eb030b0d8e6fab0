// What the server expected of a cell, in the page's language. What is not known here is shown as the server says it.
import { language } from "../../words";
import { columnWord, tableWord, text } from "./words";
import { isTable } from "./tables";

const plural: Record<string, string> = { street: "streets", committee: "committees", home: "homes", resident: "residents", responder: "responders" };
const named = (one: string) => tableWord(plural[one] ?? one);

const chinese: readonly (readonly [RegExp, (...parts: string[]) => string])[] = [
  [/^an id of 1 to 128 bytes without outer spaces or line breaks$/, () => "1–128 字节的编号，首尾无空格，不含换行"],
  [/^an id that does not start with "gateway:".*$/, () => "不以 gateway: 开头的编号（它表示未登记的住户）"],
  [/^the CN of a gateway's certificate.*$/, () => "网关证书的 CN：1–64 个字母、数字或 . _ -"],
  [/^the id of a (\w+) of this import or of the store$/, (one = "") => `本次导入或档案中已有的${named(one)}编号`],
  [/^the id of a (\w+)$/, (one = "") => `${named(one)}编号`],
  [/^the id of one of the (\w+)$/, (many = "") => `${tableWord(many)}编号`],
  [/^at most (\d+) bytes$/, (most = "0") => `最多 ${most} 字节（约 ${Math.floor(Number(most) / 3)} 个汉字）`],
  [/^a text$/, () => "不能为空"],
  [/^a phone number of at most 32 .*$/, () => "电话号码：最多 32 个数字、空格和 + - ( ) * # ,"],
  [/^yes or no$/, () => "yes 或 no（是 或 否）"],
  [/^a whole number from (\d+) to (\d+)$/, (least = "", most = "") => `${least} 到 ${most} 的整数`],
  [/^a date such as (\S+)$/, (date = "") => `日期，如 ${date}`],
  [/^UTF-8 text without control characters$/, () => "不含控制字符的 UTF-8 文本"],
  [/^GB18030 text$/, () => "GB18030 编码的文本"],
  [/^each id once, line (\d+) has it too$/, (line = "") => `编号不能重复，第 ${line} 行已有`],
  [/^nothing: the district has no scope$/, () => "留空（区中心没有所属范围）"],
  [/^nothing without a channel beside it$/, () => "留空，或先填写对应的通知方式"],
  [/^a channel, because a later one is given$/, () => "通知方式（后一项已填，前一项不能空）"],
  [/^another way than the ones before$/, () => "与前面不同的通知方式"],
  [/^nothing for the channel log$/, () => "留空（仅记日志不需要地址）"],
  [/^a URL with .* webhook$/, () => "以 http:// 或 https:// 开头的网址"],
  [/^an e-mail address such as (\S+) .*$/, (mail = "") => `邮箱地址，如 ${mail}`],
  [/^the name of a robot of alertd\.toml.*$/, () => "配置中的机器人名称，如 night-watch 或 night-watch:13800000000,13900000000"],
  [/^one WeCom user id.*$/, () => "一个企业微信成员账号（字母、数字和 _ - @ .）"],
  [/^a mobile number such as.*$/, () => "手机号，如 13800000000 或 +85290000000"],
  [/^a topic without.*$/, () => "不含 + 和 #，且不以 $ 或 anju/ 开头的主题"],
  [/^another responder than the team itself$/, () => "小组以外的人员"],
  [/^a responder of kind team$/, () => "类型为小组的处置人员"],
  [/^a responder that is no team$/, () => "类型不是小组的处置人员"],
  [/^team: it has members$/, () => "小组（已有成员）"],
  [/^another word than team.*$/, () => "小组以外的类型（已是某小组的成员）"],
  [/^one of the columns (.*)$/, (columns = "") => `下列列名之一：${columns}`],
  [/^one of (.*)$/, (words = "") => `下列之一：${words}`],
  [/^each column once$/, () => "每列只能出现一次"],
  [/^a column "(.*)"$/, (column = "") => `缺少列 ${column}`],
  [/^a header line: (.*)$/, (columns = "") => `首行应为列名：${columns}`],
  [/^(\d+) fields as in the header$/, (fields = "") => `与首行相同的 ${fields} 列`],
  [/^a quote only at the start.*$/, () => "引号只能在单元格开头（引号内的引号写成两个）"],
  [/^a closing quote.*$/, () => "此处开始的单元格缺少结束引号"],
  [/^a comma or the end of the line.*$/, () => "结束引号之后应为逗号或换行"],
  [/^at least one file.*$/, () => "至少一个文件，如 homes.csv"],
];

export function expectedWords(expected: string): string {
  if (language.value !== "zh-CN") return expected;
  for (const [pattern, say] of chinese) {
    const parts = pattern.exec(expected);
    if (parts) return say(...parts.slice(1));
  }
  return expected;
}

export interface Mistake {
  file: string;
  line: string;
  place: string;
  what: string;
}
/// "homes.csv:3:9: expected committee: the id of ..., found "x"" in its parts.
export function mistakeIn(line: string): Mistake {
  const parts = /^(.*?):(\d+):(\d+): expected (.*)$/s.exec(line);
  if (!parts) {
    const more = /^and (\d+) more$/.exec(line);
    const what = more && language.value === "zh-CN" ? `另有 ${more[1]} 处` : expectedWords(line.replace(/^expected /, ""));
    return { file: "", line: "", place: "", what };
  }
  const [, file = "", at = "", place = "", rest = ""] = parts;
  const table = file.replace(/\.csv$/, "");
  const [, expected = rest, found = ""] = /^(.*), found (.*)$/s.exec(rest) ?? [];
  const [, column = "", inColumn = ""] = /^(\w+): (.*)$/s.exec(expected) ?? [];
  const known = isTable(table) && column && columnWord(table, column) !== column;
  const say = known ? text.value.fieldWrong(columnWord(table, column), expectedWords(inColumn)) : expectedWords(expected);
  return { file, line: at, place, what: found ? text.value.found(say, found) : say };
}
