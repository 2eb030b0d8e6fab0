// What the devices said, and what they measured when they said it.
import { dateText, kindText, timeText, words } from "../words";
import type { Detail } from "./pane";

export function Alerts({ detail }: { detail: Detail }) {
  const text = words.value;
  return (
    <section class="card" aria-label={text.incident.alerts}>
      <h3>{text.incident.alerts}</h3>
      <ul class="alerts">
        {detail.alerts.map((alert) => (
          <li key={alert.id} class={alert.phase}>
            <p><b>{text.condition[alert.condition]}</b> <span class="badge">{text.phase[alert.phase]}</span> {kindText(alert.kind)} <code>{alert.device}</code></p>
            <p class="quiet">{text.incident.first} {dateText(alert.received_first)} · {text.incident.last} {timeText(alert.received_last)}{alert.count > 1 && ` · ${text.list.times(alert.count)}`}</p>
            {alert.values.length > 0 && <p>{alert.values.map((value) => <span key={value.name} class="value">{value.name} <b>{value.value}</b> {value.unit}</span>)}</p>}
            {alert.evidence && <details class="no-print"><summary>{text.incident.evidence}</summary><pre>{alert.evidence}</pre></details>}
          </li>
        ))}
      </ul>
      {detail.silenced.length > 0 && <p class="quiet">{text.incident.silencedAlerts}: {detail.silenced.length}</p>}
      {detail.held.standing > 0 && <p class="quiet">{text.incident.held(detail.held.standing)}</p>}
    </section>
  );
}
