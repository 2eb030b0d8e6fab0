import { render } from "preact";
import "./styles/base.css";
import "./styles/desk.css";
import { App } from "./app";
import { startStream } from "./live/stream";

startStream();
render(<App />, document.getElementById("app")!);
