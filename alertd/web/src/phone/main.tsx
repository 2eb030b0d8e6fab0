import { render } from "preact";
import "../styles/phone.css";
import { Phone } from "./phone";

render(<Phone />, document.getElementById("app")!);
// Without it the page works, only not without a line. The desk's page, which may share files with it, is not its concern.
navigator.serviceWorker?.register("/phone-worker.js", { scope: "/phone" }).catch(() => undefined);
