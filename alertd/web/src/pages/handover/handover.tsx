// The handover of the shift: what is open, what the leaving officer writes, who takes over.
import { mayAct } from "../../api/session";
import { parameter, setQuery } from "../../route";
import { Act, Page, Select } from "../../ui/parts";
import { words } from "../../words";
import { area, areas, areaText } from "./area";
import { useChanges } from "./calls";
import "./handover.css";
import { List, Sheet, Waiting } from "./list";
import { OpenNow, useOpenWork } from "./open";
import { text } from "./words";
import { Write } from "./write";

const id = parameter("id");

function Shift({ street }: { street: string }) {
  const work = useOpenWork(street);
  return (
    <>
      <p class="print-only">{areaText(street)}</p>
      <Waiting street={street} />
      <div class="halves">
        <OpenNow street={street} work={work} />
        {mayAct.value && <Write key={street} street={street} work={work} />}
      </div>
      <List key={`list ${street}`} street={street} />
    </>
  );
}

export default function View() {
  useChanges();
  const street = area.value;
  const tools = street !== null && (
    <>
      {!id.value && (
        <label>{text.value.area} <Select value={street} onValue={(value) => setQuery({ street: value })} options={areas.value} /></label>
      )}
      <Act run={() => window.print()}>{words.value.common.print}</Act>
    </>
  );
  return (
    <Page title={words.value.nav.handover} tools={tools}>
      <div class="handover">
        {street === null ? <p class="card">{text.value.noArea}</p>
          : id.value ? <Sheet key={id.value} id={id.value} street={street} /> : <Shift street={street} />}
      </div>
    </Page>
  );
}
