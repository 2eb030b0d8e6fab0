// What hangs in a home and when each was last tested.
import { allPages, api, type Schemas } from "../../api/client";
import { mayChangeRegistry } from "../../api/session";
import { Act, Shown, Table, useLoaded, type Column } from "../../ui/parts";
import { dateText, kindText, words } from "../../words";
import type { AskRow } from "./home";
import { ChangeButton } from "./home-parts";
import type { Rows } from "./tables";
import { columnWord, text } from "./words";

interface Device extends Omit<Rows["devices"], "version"> {
  test: Schemas["DeviceTest"] | undefined;
}
async function devicesOf(home: string, signal: AbortSignal): Promise<Device[]> {
  const [devices, tests] = await Promise.all([
    allPages((cursor) => api.get("/api/v1/registry/devices", { query: { home, limit: 500, ...(cursor ? { cursor } : {}) }, signal })),
    allPages(async (cursor) => {
      const page = await api.get("/api/v1/tests", { query: { home, limit: 500, ...(cursor ? { cursor } : {}) }, signal });
      return { rows: page.tests, next: page.next };
    }),
  ]);
  return devices.map((device) => ({ ...device, test: tests.find((one) => one.device === device.id) }));
}

function Tested({ test }: { test: Schemas["DeviceTest"] | undefined }) {
  if (!test) return <span class="quiet">{text.value.notTested}</span>;
  return (
    <>
      {test.tested_at ? dateText(test.tested_at) : text.value.never}{" "}
      <span class={test.overdue ? "badge registry-lost" : "badge"}>{test.overdue ? text.value.overdue : text.value.fine}</span>
    </>
  );
}

/// `round`: rises when something of the home was changed here.
export function DevicesCard({ home, ask, round }: { home: string; ask: AskRow; round: number }) {
  const devices = useLoaded((signal) => devicesOf(home, signal), [home], [round]);
  const column = (name: keyof Rows["devices"], cell: (device: Device) => string): Column<Device> => ({ title: columnWord("devices", name), cell });
  const columns: Column<Device>[] = [
    column("id", (one) => one.id), column("kind", (one) => kindText(one.kind)), column("name", (one) => one.name),
    column("model", (one) => [one.manufacturer, one.model].filter(Boolean).join(" ")), column("installed", (one) => one.installed),
    { title: text.value.lastTest, cell: (one) => <Tested test={one.test} /> },
    { title: text.value.nextTest, cell: (one) => (one.test ? (one.test.due_at ? dateText(one.test.due_at) : text.value.dueNow) : "") },
  ];
  if (mayChangeRegistry.value) {
    columns.push({ title: words.value.common.actions, cell: (one) => <ChangeButton table="devices" rowKey={[home, one.id]} name={one.id} ask={ask} /> });
  }
  return (
    <section class="card">
      <h3>{text.value.devices}</h3>
      <Shown of={devices}>
        {(rows) => <Table columns={columns} rows={rows} keyOf={(one) => one.id} caption={text.value.devices} empty={text.value.noDevices} />}
      </Shown>
      {mayChangeRegistry.value && <Act kind="plain" run={() => ask({ table: "devices", preset: { home } })}>{text.value.addDevice}</Act>}
    </section>
  );
}
