const fs = require("fs");
fs.mkdirSync("out");
for (const [name, title] of Object.entries(JSON.parse(fs.readFileSync("pages.json")))) fs.writeFileSync(`out/${name}.html`, `<h1>${title}</h1>\n`);
