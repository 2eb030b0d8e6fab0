import { render } from "preact";
import "../styles/phone.css";
import { Phone } from "./phone";

render(<Phone />, document.getElementById("app")!);
// Without it the page works, only not without a line.
navigator.serviceWorker?.register("/phone-worker.js").catch(() => undefined);
