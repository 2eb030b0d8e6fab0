// A case by the end of its id, which is what tells two of them apart.
import { href } from "../../route";
import { text } from "./words";

export function IncidentLink({ id }: { id: string }) {
  return <a href={href("incidents", { id })} aria-label={`${text.value.ofIncident} ${id}`}><code>…{id.slice(-6)}</code></a>;
}
