// Shows what the registry has, asked of its own API: what a visitor may not see there is not seen here either.
"use strict";

const manifestTypes = [
  "application/vnd.oci.image.index.v1+json", "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json", "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");
const pageSize = 100;
const content = document.getElementById("content");
const place = document.getElementById("place");
const login = document.getElementById("login");
let token = "";

class Refused extends Error {
  constructor(status, wantsToken) {
    super(`the registry answers with status ${status}`);
    this.wantsToken = wantsToken;
  }
}

async function ask(path, accept) {
  const headers = accept ? { Accept: accept } : {};
  if (token) headers.Authorization = `Bearer ${token}`;
  // From the origin: an address somebody typed with a name and a password in it cannot be fetched from.
  const answer = await fetch(new URL(path, location.origin), { headers });
  if (!answer.ok) throw new Refused(answer.status, /^bearer/i.test(answer.headers.get("WWW-Authenticate") ?? ""));
  return answer;
}

// Text is always set as text: names and annotations are strangers' words.
function element(name, text, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  if (text !== null) made.textContent = text;
  made.append(...children);
  return made;
}

function size(bytes) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let unit = 0;
  for (; bytes >= 1000 && unit < units.length - 1; unit++) bytes /= 1000;
  return `${unit === 0 || bytes >= 100 ? Math.round(bytes) : bytes.toFixed(1)} ${units[unit]}`;
}

const platformName = (platform) => [platform.os, platform.architecture, platform.variant].filter(Boolean).join("/");

async function manifest(repository, reference) {
  const answer = await ask(`/v2/${repository}/manifests/${reference}`, manifestTypes);
  return { digest: answer.headers.get("Docker-Content-Digest"), document: await answer.json() };
}

// The platform of an image that no index tells it of stands in its configuration.
async function configured(repository, image) {
  if (!/\.(config|image)\.v1\+json$/.test(image.config?.mediaType ?? "")) return {};
  return (await ask(`/v2/${repository}/blobs/${image.config.digest}`)).json();
}

async function images(repository, tag) {
  const top = await manifest(repository, tag);
  if (!top.document.manifests) {
    const config = await configured(repository, top.document);
    return [{ name: platformName(config) || top.document.artifactType || "artifact", image: top.document, digest: top.digest, top: top.digest }];
  }
  return Promise.all(top.document.manifests.map(async (entry) => {
    const isAttestation = entry.annotations?.["vnd.docker.reference.type"] === "attestation-manifest";
    const name = isAttestation ? "attestation" : platformName(entry.platform ?? {}) || "unknown platform";
    return { name, image: (await manifest(repository, entry.digest)).document, digest: entry.digest, top: top.digest };
  }));
}

function layersOf(image) {
  const rows = (image.layers ?? []).map((layer, i) => element("tr", null, {},
    element("td", `${i + 1}`), element("td", null, {}, element("code", layer.digest)), element("td", layer.mediaType), element("td", size(layer.size), { className: "size" })));
  return element("table", null, {},
    element("tr", null, {}, element("th", "#"), element("th", "Layer"), element("th", "Type"), element("th", "Size", { className: "size" })), ...rows);
}

function tagSection(tag, found) {
  const section = element("section", null, { className: "tag" }, element("h2", tag), element("code", found[0]?.top ?? ""));
  for (const { name, image, digest } of found) {
    const layers = image.layers ?? [];
    const total = layers.reduce((sum, layer) => sum + layer.size, 0);
    section.append(element("details", null, {},
      element("summary", `${name}: ${layers.length} ${layers.length === 1 ? "layer" : "layers"}, ${size(total)}`), element("code", digest), layersOf(image)));
  }
  return section;
}

// A list in pages: the button asks for the next one.
async function paged(path, field, show) {
  const answer = await ask(path);
  for (const entry of (await answer.json())[field] ?? []) await show(entry);
  const next = /<([^>]+)>/.exec(answer.headers.get("Link") ?? "")?.[1];
  if (!next) return;
  const more = element("button", "More");
  more.onclick = () => { more.remove(); guarded(() => paged(next, field, show)); };
  content.append(more);
}

async function showRepositories() {
  place.textContent = "";
  const list = element("ul", null, { className: "repositories" });
  content.replaceChildren(list);
  await paged(`/v2/_catalog?n=${pageSize}`, "repositories",
    (name) => list.append(element("li", null, {}, element("a", name, { href: `#${name}` }))));
  if (list.children.length === 0) list.append(element("li", "There is nothing here yet.", { className: "note" }));
}

async function showRepository(name) {
  place.textContent = name;
  content.replaceChildren();
  await paged(`/v2/${name}/tags/list?n=${pageSize}`, "tags", async (tag) => {
    try {
      content.append(tagSection(tag, await images(name, tag)));
    } catch (fault) {
      content.append(element("section", null, { className: "tag" }, element("h2", tag), element("p", fault.message, { className: "fault" })));
    }
  });
  if (content.children.length === 0) content.append(element("p", "No tags.", { className: "note" }));
}

async function guarded(work) {
  try {
    await work();
    login.hidden = true;
  } catch (fault) {
    login.hidden = !fault.wantsToken;
    content.append(element("p", fault.message, { className: "fault" }));
  }
}

function show() {
  const name = decodeURIComponent(location.hash.slice(1));
  return guarded(() => name ? showRepository(name) : showRepositories());
}

login.onsubmit = (event) => {
  event.preventDefault();
  token = new FormData(login).get("token").trim();
  show();
};
addEventListener("hashchange", show);
show();
