// Names without hashes, because alertd embeds a known list of files (files.txt) and answers for each with no-cache.
import { defineConfig } from "vite";

/// A page is a file, whatever its folder is made of; what draws charts comes when a chart is shown.
function chunkOf(id: string): string | undefined {
  if (id.includes("vite/preload-helper")) return "preact";
  if (/node_modules\/(preact|@preact)\/|src\/(words\/(language|domain)|ui\/(remembered|map_link|copy))/.test(id)) return "preact";
  if (/node_modules\/(echarts|zrender|tslib)\/|pages\/reports\/draw/.test(id)) return "echarts";
  if (/src\/incident\/dialogs/.test(id)) return "acts";
  if (/node_modules\/uplot\/|src\/incident\/signals\//.test(id)) return "signals";
  if (/src\/(incident\/(?!acts)|desk\/key_help)/.test(id)) return "incident";
  if (/src\/(api|desk|incident|live|ui|words)\/|src\/route/.test(id)) return "desk";
  return /src\/pages\/([^/]+)\//.exec(id)?.[1];
}

export default defineConfig({
  base: "/",
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  build: {
    target: "es2022",
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 800,
    rollupOptions: {
      input: { app: "index.html", phone: "phone.html" },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        assetFileNames: "[name][extname]",
        manualChunks: chunkOf,
      },
    },
  },
});
