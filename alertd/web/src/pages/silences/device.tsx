// One of the devices of a home.
import { api } from "../../api/client";
import { Field, Input, Select, Shown, useLoaded } from "../../ui/parts";
import { kindText } from "../../words";
import { text } from "./words";

/// `whole`: what stands for no device at all; without it one must be chosen.
export function DeviceField({ home, value, onValue, label, whole }: {
  home: string; value: string; onValue: (device: string) => void; label: string; whole?: string;
}) {
  const found = useLoaded((signal) => api.get("/api/v1/registry/devices", { query: { home, limit: 500 }, signal }), [home]);
  return (
    <Shown of={found}>{({ rows }) => {
      if (rows.length === 0 && !whole) {
        return <Field label={label} hint={text.value.nobodyRegistered}><Input required value={value} onValue={onValue} maxLength={128} /></Field>;
      }
      const devices = rows.map((one): [string, string] => [one.id, `${one.name || one.id} · ${kindText(one.kind)}`]);
      return (
        <Field label={label}>
          <Select required={!whole} value={value} onValue={onValue} options={[["", whole ?? text.value.choose], ...devices]} />
        </Field>
      );
    }}</Shown>
  );
}
