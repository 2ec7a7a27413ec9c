// SPDX-License-Identifier: GPL-3.0-or-later
// usage: MINIFLARE_MODULE=…/node_modules/miniflare node r2simulator.mjs FOLDER
// One bucket kept in FOLDER, on a port the system chooses; prints the address as JSON when it answers.
import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";

const { Miniflare } = createRequire(import.meta.url)(process.env.MINIFLARE_MODULE);

const bucket = "lifeboat-test";
const accessKeyId = randomBytes(16).toString("hex");
const secretAccessKey = randomBytes(32).toString("hex");

const simulator = new Miniflare({
  host: "127.0.0.1",
  port: 0,
  modules: true,
  script: "export default { fetch() { return new Response('only S3 is served', { status: 404 }); } }",
  compatibilityDate: "2026-01-01",
  r2Buckets: { BUCKET: { id: bucket, s3Credentials: { accessKeyId, secretAccessKey } } },
  r2Persist: process.argv[2],
});

const address = await simulator.ready;
console.log(
  JSON.stringify({
    endpoint: new URL("/cdn-cgi/local/r2/s3", address).href,
    access_key: accessKeyId,
    secret_key: secretAccessKey,
    bucket,
    region: "auto",
  }),
);

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.on(signal, async () => {
    await simulator.dispose();
    process.exit(0);
  });
}
